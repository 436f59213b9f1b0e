import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { zoneKeys } from "../../src/facts/zone-keys.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";

const never = "retire-active=0 retire=0 post-active=0 revoke=0 remove=0";
const active = `publish=1795818666 ready=0 active=1795818666 ${never}`;

/** As keymgr(8) of 3.4 and of 3.2 list a key; the latter says nothing of `missing`. */
const listed = `146fa2e112b9dfa16e36ba7fb887a413ffd5bfac ksk=yes zsk=no  tag=46307 algorithm=13 size=256  public-only=no  missing=no  created=0 pre-active=0 ${active}
a5e431a195bd7142b68ba53f49e1a495df2251a6 ksk=no  zsk=yes tag=28276 algorithm=13 size=256  public-only=no  pre-active=0 ${active}
0000000000000000000000000000000000000001 ksk=yes zsk=yes tag=1 algorithm=13 size=256  public-only=no  missing=yes  created=0 pre-active=0 ${active}
0000000000000000000000000000000000000002 ksk=no  zsk=yes tag=2 algorithm=13 size=256  public-only=no  pre-active=0 publish=0 ready=0 active=0 ${never}
0000000000000000000000000000000000000003 ksk=no  zsk=yes tag=3 algorithm=13 size=256  public-only=no  pre-active=0 publish=1 ready=0 active=1 retire=2 remove=0
0000000000000000000000000000000000000004 ksk=no  zsk=yes tag=4 algorithm=13 size=256  public-only=yes  pre-active=0 ${active}
`;

describe("zoneKeys", () => {
  it("tells which keys Knot signs with", () => {
    const questions = ["example.org", "example.net"].map((zone) => ({ zone, folder: "/var/lib/knot/keys" }));
    const [keys, none] = zoneKeys.parse(Buffer.from(`${listed}\0\0`), questions);
    expect(none).to.deep.equal([]);
    expect(keys).to.deep.equal([
      { id: "146fa2e112b9dfa16e36ba7fb887a413ffd5bfac", use: "ksk", isActive: true },
      { id: "a5e431a195bd7142b68ba53f49e1a495df2251a6", use: "zsk", isActive: true },
      { id: "0000000000000000000000000000000000000001", use: "both", isActive: false },
      ...[2, 3, 4].map((number) => ({ id: String(number).padStart(40, "0"), use: "zsk", isActive: false })),
    ]);
  });

  describe("asked on a host", () => {
    let host: LocalHost;
    beforeEach(() => {
      host = localHost();
    });
    afterEach(() => {
      host.remove();
    });
    const ask = (...zones: readonly string[]): ReturnType<typeof askLocally> =>
      askLocally(
        host,
        zoneKeys,
        zones.map((zone) => ({ zone, folder: host.folder })),
      );

    it("asks nobody before there is a database, so that none is made", () => {
      standIn(host, "keymgr", "exit 1");
      expect(ask("example.org", "it's")).to.deep.equal([[], []]);
    });

    it("finds none of a zone without keys, and sees that a key's file is gone", () => {
      for (const file of ["data.mdb", "lock.mdb"]) writeFileSync(join(host.folder, file), "");
      mkdirSync(join(host.folder, "keys"));
      const [first = ""] = listed.split("\n");
      standIn(host, "keymgr", `[ "$3 $4" != "example.org list" ] || echo '${first}'`);
      const id = "146fa2e112b9dfa16e36ba7fb887a413ffd5bfac";
      expect(ask("example.org", "example.net")).to.deep.equal([[{ id, use: "ksk", isActive: false }], []]);
      writeFileSync(join(host.folder, "keys", `${id}.pem`), "");
      expect(ask("example.net", "example.org")).to.deep.equal([[], [{ id, use: "ksk", isActive: true }]]);
    });
  });
});
