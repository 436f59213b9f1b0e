import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { sha256 } from "../../src/model/blob.ts";
import { mapVersion } from "../../src/facts/map-version.ts";
import { askLocally, type LocalHost, localHost } from "../support/local-host.ts";

describe("mapVersion", () => {
  let host: LocalHost;
  let folder: string;
  beforeEach(() => {
    host = localHost();
    folder = mkdtempSync(join(tmpdir(), "infra-map-"));
  });
  afterEach(() => {
    host.remove();
    rmSync(folder, { recursive: true });
  });

  it("is none where no map was ever brought", () => {
    const [none, also] = askLocally(host, mapVersion, [join(folder, "none"), folder]);
    expect(none).to.include({ live: undefined, isUnconfirmed: false });
    expect(also).to.include({ live: undefined, isUnconfirmed: false });
  });

  it("is that of the folder that is live, and says whether it waits to be confirmed", () => {
    mkdirSync(join(folder, "versions/0a1b"), { recursive: true });
    symlinkSync("versions/0a1b", join(folder, "live"));
    expect(askLocally(host, mapVersion, [folder])[0]).to.include({ live: "0a1b", isUnconfirmed: false });
    writeFileSync(join(folder, "unconfirmed"), "0a1b 1\n");
    const [answer] = askLocally(host, mapVersion, [folder]);
    expect(answer).to.include({ live: "0a1b", isUnconfirmed: true });
    writeFileSync(join(folder, "taken-back"), "2c3d 7\n");
    expect(askLocally(host, mapVersion, [folder])[0]).to.deep.include({ takenBack: { digest: "2c3d", at: 7 } });
    expect((answer as { nowMs: number }).nowMs).to.be.closeTo(Date.now(), 5000);
    expect(answer).to.not.have.property("takenBack");
  });

  it("says whether its files are still what its digest says", () => {
    const digest = sha256(`orders\n\n${sha256("database")}`);
    mkdirSync(join(folder, "versions", digest), { recursive: true });
    symlinkSync(`versions/${digest}`, join(folder, "live"));
    expect(askLocally(host, mapVersion, [folder])[0]).to.include({ live: digest, isIntact: false });
    writeFileSync(join(folder, "live/orders"), "orders\n");
    writeFileSync(join(folder, "live/country.mmdb"), "database");
    expect(askLocally(host, mapVersion, [folder])[0]).to.include({ live: digest, isIntact: true });
    writeFileSync(join(folder, "live/country.mmdb"), "data");
    expect(askLocally(host, mapVersion, [folder])[0]).to.include({ live: digest, isIntact: false });
  });

  it("tells of one that was taken back", () => {
    symlinkSync("versions/0a1b", join(folder, "live"));
    writeFileSync(join(folder, "taken-back"), "2c3d 1700000000\n");
    const [answer] = askLocally(host, mapVersion, [folder]);
    expect(answer).to.deep.include({ live: "0a1b", isUnconfirmed: false, takenBack: { digest: "2c3d", at: 1_700_000_000 } });
  });
});
