import { expect } from "chai";
import { keyringFingerprints } from "../../src/facts/keyring-fingerprints.ts";
import { openPgpFingerprints } from "../../src/formats/openpgp.ts";
import { askLocally, type LocalHost, localHost } from "../support/local-host.ts";
import { packet } from "../support/openpgp-keys.ts";
import { put, rooted } from "../support/rooted.ts";

describe("keyringFingerprints", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => {
    host.remove();
  });

  it("answers by name: none where there is no key", () => {
    const keys = Buffer.concat([packet(6, Uint8Array.of(4, 0, 10)), packet(6, Uint8Array.of(4, 1))]);
    put(host, {
      "/etc/apt/keyrings/two.gpg": keys,
      "/etc/apt/keyrings/cut.gpg": keys.subarray(0, -1),
      "/etc/apt/keyrings/empty.gpg": "",
      "/etc/apt/keyrings/text.asc": keys,
    });
    const names = ["text", "two", "cut", "empty", "none"];
    expect(askLocally(host, rooted(host, keyringFingerprints), names)).to.deep.equal([[], openPgpFingerprints(keys), [], [], []]);
  });
});
