import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { openPgpFingerprints } from "../../src/formats/openpgp.ts";
import { fetchKey } from "../../src/shell/fetch-key.ts";
import { type LocalHost, localHost, type Outcome, runOn, standIn } from "../support/local-host.ts";
import { armored, KEY, packet } from "../support/openpgp-keys.ts";

const SUBKEY = 14;
const USER_ID = 13;

/** apt's helper is a stand-in that copies what is there to be fetched. */
describe("fetchKey", () => {
  let host: LocalHost;
  let key: string;
  beforeEach(() => {
    host = localHost();
    key = join(host.folder, "key.gpg");
    standIn(host, "apt-helper", `[ "$3" = https://deb.example.org/key ] && cp "${host.folder}/served" "$4"`);
  });
  afterEach(() => {
    host.remove();
  });

  function fetch(
    served: string | Uint8Array,
    fingerprints: readonly string[],
    url = "https://deb.example.org/key",
  ): Omit<Outcome, "title"> {
    writeFileSync(join(host.folder, "served"), served);
    const { text } = fetchKey({ url, fingerprints, path: key });
    const outcome = runOn(host, [{ text: text.replace("/usr/lib/apt/apt-helper", "apt-helper") }]);
    expect(existsSync(`${key}.fetched`)).to.equal(false);
    expect(existsSync(key)).to.equal(outcome.status === 0);
    return outcome;
  }

  const primary = (version: number, size = 51): Buffer => Buffer.from([version, ...Array.from({ length: size }, (_, at) => at % 251)]);
  const files: readonly { title: string; bytes: Buffer }[] = [
    {
      title: "a key with a user id and a subkey",
      bytes: Buffer.concat([packet(6, primary(4)), packet(USER_ID, Buffer.from("a")), packet(SUBKEY, primary(4, 60))]),
    },
    { title: "a key with the older header", bytes: packet(6, primary(4), "legacy") },
    { title: "a key of two octets' length", bytes: packet(6, primary(4, 525)) },
    { title: "a key of two octets' length with the older header", bytes: packet(6, primary(4, 525), "legacy") },
    { title: "a key of four octets' length", bytes: packet(6, primary(4, 9000)) },
    { title: "a key of version 6", bytes: packet(6, primary(6, 300)) },
    { title: "two keys", bytes: Buffer.concat([packet(6, primary(4)), packet(6, primary(4, 40), "legacy")]) },
  ];
  for (const { title, bytes } of files) {
    it(`keeps ${title}, by the fingerprints that the controller computes too`, () => {
      const wanted = openPgpFingerprints(bytes);
      expect(fetch(bytes, wanted)).to.deep.equal({ status: 0, output: "" });
      expect(readFileSync(key).equals(bytes)).to.equal(true);
      expect(fetch(armored(bytes), [...wanted].reverse())).to.deep.equal({ status: 0, output: "" });
      expect(readFileSync(key).equals(bytes)).to.equal(true);
    });
  }

  it("makes a real key binary, whatever its line ends are and whatever stands around it", () => {
    for (const text of [KEY.armored, KEY.armored.replaceAll("\n", "\r\n"), `words\n\n${KEY.armored}more words\n`]) {
      expect(fetch(text, [KEY.fingerprint])).to.deep.equal({ status: 0, output: "" });
      expect(openPgpFingerprints(readFileSync(key))).to.deep.equal([KEY.fingerprint]);
    }
  });

  it("joins several armored keys", () => {
    const other = packet(6, primary(4));
    const both = [KEY.fingerprint, ...openPgpFingerprints(other)];
    expect(fetch(KEY.armored + armored(other), both)).to.deep.equal({ status: 0, output: "" });
    expect(openPgpFingerprints(readFileSync(key))).to.deep.equal(both);
  });

  const wanted = [KEY.fingerprint];
  const other = packet(6, primary(4));
  const [found = ""] = openPgpFingerprints(other);
  const refused: readonly { title: string; served: string | Uint8Array; wanted?: readonly string[]; words: string }[] = [
    { title: "another key", served: other, words: `wanted ${KEY.fingerprint}, found ${found}` },
    {
      title: "a key beside the wanted one",
      served: KEY.armored + armored(other),
      words: `, found ${[KEY.fingerprint, found].sort().join(" ")}`,
    },
    { title: "one key where two are wanted", served: other, wanted: [found, KEY.fingerprint], words: `, found ${found}\n` },
    { title: "a page of words", served: "<html>not found</html>\n", words: "it is no OpenPGP key" },
    { title: "an empty file", served: "", words: "it is no OpenPGP key" },
    { title: "a file without a primary key", served: packet(USER_ID, Buffer.from("a")), words: "it is no OpenPGP key" },
    { title: "a key that is cut off", served: other.subarray(0, -1), words: "it is no OpenPGP key" },
    { title: "a packet in parts", served: Uint8Array.of(0xc6, 0xe1, 4, 0), words: "it is no OpenPGP key" },
    { title: "a packet without a length", served: Uint8Array.of(0x9b, 4), words: "it is no OpenPGP key" },
    { title: "armor that is no base64", served: KEY.armored.replace("mDMEawFL", "mD*EawFL"), words: "its armor cannot be read" },
    { title: "a key of an old version", served: packet(6, primary(3)), words: "found of version 3" },
    { title: "a file of more than a mebibyte", served: Buffer.alloc(1024 * 1024 + 1), words: "it is too large for a key" },
  ];
  for (const { title, served, words, wanted: these = wanted } of refused) {
    it(`refuses ${title}`, () => {
      const { status, output } = fetch(served, these);
      expect(status).to.equal(65);
      expect(output).to.include("Cannot trust the key of https://deb.example.org/key: ").and.to.include(words);
    });
  }

  it("fails where nothing can be fetched", () => {
    const { text } = fetchKey({ url: "https://deb.example.org/none", fingerprints: wanted, path: key });
    expect(runOn(host, [{ text: text.replace("/usr/lib/apt/apt-helper", "apt-helper") }]).status).to.equal(1);
  });
});
