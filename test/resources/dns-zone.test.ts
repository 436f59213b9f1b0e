import { expect } from "chai";
import { renderZone } from "../../src/formats/zone-file.ts";
import { sha256 } from "../../src/model/blob.ts";
import { dnsZone } from "../../src/resources/dns-zone.ts";
import { askWith } from "../support/fake-ask.ts";

const records = Array.from({ length: 10 }, (_, index) => ({ name: `h${index}`, type: "A", data: `192.0.2.${index}` }));
function zone(count: number, ttl = 300): string {
  const shown = records.slice(0, count).map((one) => ({ ...one, ttl }));
  return renderZone({ zone: "example.org", ttl: 300, soa: "ns. host. 1 2 3 4 5", records: shown });
}

const rights = { type: "file", owner: "root", group: "root", mode: "0644" };

function seeing(text: string | undefined): ReturnType<typeof askWith> {
  const file = text !== undefined && { ...rights, size: text.length, sha256: sha256(text), content: Buffer.from(text) };
  return askWith({ "path-state": () => file || { type: "absent" } });
}

describe("dnsZone", () => {
  const want = { zone: "example.org", content: zone(10) };

  it("leaves alone a zone file that is as declared, and an ACME zone's whatever is in it", async () => {
    expect(await dnsZone(want).plan(seeing(want.content))).to.deep.equal([]);
    expect(await dnsZone({ ...want, once: true }).plan(seeing("anything"))).to.deep.equal([]);
  });

  it("writes one that is not there, after kzonecheck has accepted it", async () => {
    for (const once of [false, true]) {
      const [change] = await dnsZone({ ...want, once }).plan(seeing(undefined));
      expect(change?.title).to.equal("write zone example.org");
      expect(change?.commands[0]?.text).to.match(/kzonecheck'? '?-o'? '?example\.org/);
      expect(change?.guard).to.equal(undefined);
    }
  });

  for (const { title, before, note, guard } of [
    { title: "adds", before: zone(8), note: "2 records added, 0 changed, 0 removed; 10 in all" },
    { title: "keeps for another time", before: zone(10, 60), note: "0 records added, 10 changed, 0 removed; 10 in all" },
    { title: "removes a few", before: `${zone(10)}old IN A 192.0.2.99\n`, note: "0 records added, 0 changed, 1 removed; 10 in all" },
    {
      title: "removes many",
      before: zone(10).replaceAll("h", "k"),
      note: "10 records added, 0 changed, 10 removed; 10 in all",
      guard: "removes 10 of 10 records of example.org",
    },
  ]) {
    it(`says what it ${title}`, async () => {
      const [change] = await dnsZone(want).plan(seeing(before));
      expect(change?.diff?.note).to.equal(note);
      expect(change?.guard).to.equal(guard);
    });
  }

  it("does not judge what it cannot see: a file that is too large, or no text", async () => {
    const large = { ...rights, size: 70_000, sha256: "0" };
    const [one] = await dnsZone(want).plan(askWith({ "path-state": () => large }));
    const [other] = await dnsZone(want).plan(askWith({ "path-state": () => ({ ...large, content: Buffer.from([0xff]) }) }));
    expect([one?.guard, other?.guard]).to.deep.equal([undefined, undefined]);
    expect(one?.diff?.note).to.include("70000 bytes");
  });

  it("goes where it is told, and away when its content is empty", async () => {
    const path = "/srv/zones/example.org";
    expect(dnsZone({ ...want, path }).ending).to.deep.equal({ kind: "dnsZone", props: { zone: "example.org", content: "", path } });
    const gone = dnsZone({ zone: "example.org", content: "", path });
    expect((await gone.plan(seeing("x"))).map(({ title }) => title)).to.deep.equal([`remove ${path}`]);
    expect(await gone.plan(seeing(undefined))).to.deep.equal([]);
  });
});
