import { expect } from "chai";
import { zoneKeys } from "../../src/facts/zone-keys.ts";
import { askLocally, localHost } from "../support/local-host.ts";

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
    const [keys, none] = zoneKeys.parse(Buffer.from(`${listed}\0\0`), ["example.org", "example.net"]);
    expect(none).to.deep.equal([]);
    expect(keys).to.deep.equal([
      { id: "146fa2e112b9dfa16e36ba7fb887a413ffd5bfac", use: "ksk", isActive: true },
      { id: "a5e431a195bd7142b68ba53f49e1a495df2251a6", use: "zsk", isActive: true },
      { id: "0000000000000000000000000000000000000001", use: "both", isActive: false },
      ...[2, 3, 4].map((number) => ({ id: String(number).padStart(40, "0"), use: "zsk", isActive: false })),
    ]);
  });

  it("finds no keys before there is a database, and makes none", () => {
    const host = localHost();
    try {
      const program = zoneKeys.script(["example.org", "it's"]).text;
      expect(program).to.include("'it'\\''s'");
      expect(askLocally(host, zoneKeys, ["example.org"])[0]).to.satisfy(
        (answer: unknown) => typeof answer === "symbol" || (Array.isArray(answer) && answer.length === 0),
      );
    } finally {
      host.remove();
    }
  });
});
