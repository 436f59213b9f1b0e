import { expect } from "chai";
import { missing } from "../../src/model/fact.ts";
import { sha256 } from "../../src/model/blob.ts";
import { geoMap } from "../../src/resources/geo-map.ts";
import { askWith } from "../support/fake-ask.ts";

const ORDERS = "geosteer-orders 1\nttl 30\nend 2\n";
const DATABASE = new Uint8Array([1, 2, 3]);
const DIGEST = sha256(`${ORDERS}\n${sha256(DATABASE)}`);
const NOW = Date.UTC(2026, 5, 1);
const want = { orders: ORDERS, database: DATABASE, hosts: ["eu", "us"] };
const rights = { type: "file", owner: "geosteer", group: "geosteer", mode: "0644" };

function asking(version: unknown, orders: unknown = { type: "absent" }): ReturnType<typeof askWith> {
  return askWith({ "map-version": () => version, "path-state": () => orders });
}

describe("geoMap", () => {
  const live = { live: DIGEST, isIntact: true, isUnconfirmed: false, nowMs: NOW };

  it("leaves alone a name server that serves the version", async () => {
    expect(await geoMap(want).plan(asking(live))).to.deep.equal([]);
  });

  it("brings the first map to one name server alone, for nobody is served by it yet", async () => {
    for (const version of [missing, { ...live, live: undefined }]) {
      const [change] = await geoMap(want).plan(asking(version));
      expect(change?.together).to.equal(undefined);
      expect(change?.title).to.equal(`bring the first map, ${DIGEST.slice(0, 16)}`);
      expect(change?.commands.map(({ text }) => text).join("\n")).to.match(/geo stage '?[0-9a-f]{64}'? '?31'?[^]*geo seed/);
      expect(change?.diff).to.deep.equal({ note: `country database ${sha256(DATABASE).slice(0, 16)}, 3 bytes` });
    }
  });

  it("mends one whose files were damaged, alone: all others serve that version", async () => {
    const [change] = await geoMap(want).plan(asking({ ...live, isIntact: false }));
    expect(change?.together).to.equal(undefined);
    expect(change?.title).to.equal(`mend map ${DIGEST.slice(0, 16)}: its files were damaged`);
    expect(change?.commands.map(({ text }) => text).join("\n")).to.match(/geo stage [^]*geo seed/);
  });

  for (const { title, version, seen, before } of [
    {
      title: "another version",
      version: { ...live, live: "0a1b" },
      seen: { ...rights, size: 2, sha256: "0", content: Buffer.from("x\n") },
      before: "x\n",
    },
    {
      title: "one whose orders are too large to show",
      version: { ...live, live: "0a1b" },
      seen: { ...rights, size: 99, sha256: "0" },
      before: undefined,
    },
    {
      title: "one that nobody confirmed",
      version: { ...live, isUnconfirmed: true },
      seen: { ...rights, size: 33, sha256: sha256(ORDERS) },
      before: undefined,
    },
  ]) {
    it(`replaces ${title} on all name servers together`, async () => {
      const [change] = await geoMap(want).plan(asking(version, seen));
      expect(change).to.deep.include({ commands: [] });
      expect(change?.together).to.deep.include({ step: "map geo", hosts: ["eu", "us"] });
      expect(change?.together?.phases.map((phase) => phase.title.split(" ")[0])).to.deep.equal(["stage", "serve", "confirm"]);
      expect(change?.diff?.content?.before).to.equal(before);
      expect(change?.diff?.note).to.include("3 bytes");
    });
  }

  it("tells of a map that was taken back, and takes it back by its digest", async () => {
    const takenBack = { digest: "2c3d".repeat(16), at: 1_700_000_000 };
    const resource = geoMap(want);
    expect(await resource.warnings?.(asking({ ...live, live: "0a1b", takenBack }))).to.deep.equal([
      "Map 2c3d2c3d2c3d2c3d was taken back here at 2023-11-14T22:13:20.000Z: it was not confirmed on all name servers",
    ]);
    const [change] = await resource.plan(asking({ ...live, live: "0a1b" }));
    expect(change?.together?.back.map(({ text }) => text)).to.deep.equal([`/usr/local/lib/geosteer/geo back ${DIGEST}`]);
  });

  it("tells that a map was taken back, until another one is there", async () => {
    const taken = { ...live, takenBack: { digest: "0a1b".repeat(16), at: 0 } };
    expect(await geoMap(want).warnings?.(asking(taken))).to.deep.equal([
      "Map 0a1b0a1b0a1b0a1b was taken back here at 1970-01-01T00:00:00.000Z: it was not confirmed on all name servers",
    ]);
  });

  it("tells the age of a database that is old", async () => {
    const warnings = async (databaseBuiltAt?: string): Promise<readonly string[] | undefined> =>
      await geoMap({ ...want, ...(databaseBuiltAt !== undefined && { databaseBuiltAt }) }).warnings?.(asking(live));
    expect(await warnings()).to.deep.equal([]);
    expect(await warnings("2026-05-01T00:00:00Z")).to.deep.equal([]);
    expect((await warnings("2026-01-01T00:00:00Z"))?.[0]).to.match(/^The country database is 151 days old/);
  });
});
