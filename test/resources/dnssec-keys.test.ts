import { expect } from "chai";
import type { ZoneKey } from "../../src/facts/zone-keys.ts";
import { readDnssecKey } from "../../src/formats/dnssec-key.ts";
import type { Change } from "../../src/model/change.ts";
import { missing } from "../../src/model/fact.ts";
import { dnssecKeys } from "../../src/resources/dnssec-keys.ts";
import { askWith } from "../support/fake-ask.ts";
import { signingKey } from "../support/signing-keys.ts";

const [ksk, zsk, nextZsk] = [signingKey(), signingKey(), signingKey()];

function known(pem: string, use: "ksk" | "zsk", isActive = true): ZoneKey {
  return { id: readDnssecKey(pem, use)?.id ?? "", use, isActive };
}

async function plan(props: Parameters<typeof dnssecKeys>[0], seen: readonly ZoneKey[] | typeof missing): Promise<readonly Change[]> {
  return await dnssecKeys(props).plan(askWith({ "zone-keys": () => seen }));
}

function note(...lines: readonly string[]): string {
  return lines.join("\n");
}

function shown(sign: string, { use, id }: ZoneKey): string {
  return `${sign} ${use} ${id}`;
}

describe("dnssecKeys", () => {
  const keys = { ksk, zsk };
  const both = [known(ksk, "ksk"), known(zsk, "zsk")];

  it("has nothing to do when Knot has these keys", async () => {
    expect(await plan({ zone: "example.org", keys }, [...both].reverse())).to.deep.equal([]);
    expect(await plan({ zone: "example.org", absent: true }, [])).to.deep.equal([]);
  });

  for (const seen of [missing, []] as const) {
    it(`brings them where there are none (${seen === missing ? "before Knot is installed" : "Knot has none"})`, async () => {
      const [change, ...others] = await plan({ zone: "example.org", keys }, seen);
      expect(others).to.deep.equal([]);
      expect(change).to.include({ title: "bring the keys of example.org" }).and.not.have.property("guard");
      expect(change?.diff?.note).to.equal(note(...both.map((key) => shown("+", key))));
      expect(change?.commands.map(({ text }) => /algorithm=\$3.*example\.org 13 (yes no|no yes)/s.exec(text)?.[1])).to.deep.equal([
        "yes no",
        "no yes",
      ]);
      expect(change?.commands.map(({ text }) => text).join("\n")).to.not.include("PRIVATE");
      expect(change?.blobs.every(({ isSecret }) => isSecret)).to.equal(true);
    });
  }

  it("lets a key take over from another while both are there", async () => {
    const [adding] = await plan({ zone: "example.org", keys: { ksk, zsk: [zsk, nextZsk] } }, both);
    expect(adding).to.include({ title: "change the keys of example.org" });
    expect(adding?.diff?.note).to.equal(shown("+", known(nextZsk, "zsk")));
    const [removing] = await plan({ zone: "example.org", keys: { ksk, zsk: nextZsk } }, [...both, known(nextZsk, "zsk")]);
    for (const change of [adding, removing]) expect(change).to.not.have.property("guard");
    expect(removing?.diff?.note).to.equal(shown("-", known(zsk, "zsk")));
    expect(removing?.commands).to.have.length(1);
  });

  it("guards a change of all keys of one use", async () => {
    const [change] = await plan({ zone: "example.org", keys: { ksk, zsk: nextZsk } }, both);
    expect(change?.guard).to.match(/replaces all keys of example.org of one use at once/);
  });

  it("brings again what Knot does not sign with, or uses otherwise", async () => {
    const [change] = await plan({ zone: "example.org", keys }, [known(ksk, "ksk", false), known(zsk, "ksk")]);
    expect(change?.diff?.note).to.equal(note(...both.map((key) => shown("+", key))));
  });

  it("removes all keys of a zone", async () => {
    const [change] = await plan({ zone: "example.org", absent: true }, both);
    expect(change).to.include({ title: "remove the keys of example.org" });
    expect(change?.guard).to.match(/^signs example\.org no more/);
    const [unused] = await plan({ zone: "example.org", absent: true }, [known(ksk, "ksk", false)]);
    expect(unused).to.include({ title: "remove the keys of example.org" }).and.not.have.property("guard");
  });

  it("is declared with keys, or absent", () => {
    expect(() => dnssecKeys({ zone: "example.org" })).to.throw(/keys: must be there, unless `absent`/);
    expect(() => dnssecKeys({ zone: "example.org", keys, absent: true })).to.throw(/only then/);
    expect(() => dnssecKeys({ zone: "Example.org.", keys })).to.throw(/zone's name in lower case/);
  });
});
