import { expect } from "chai";
import { countResources, EMPTY_MANIFEST, type Manifest, renderManifest, withEntries, withoutEntries } from "../../src/engine/manifest.ts";
import { manifestFact } from "../../src/engine/parse-manifest.ts";
import { Failure } from "../../src/model/failure.ts";

const one = { digest: "1" };
const two = { digest: "2", absence: { kind: "file", props: { path: "/b", absent: true } } };
const three = { digest: "3", absence: "nothing" as const };

function parsed(text: string): unknown {
  return manifestFact.parse(Buffer.from(text), [""])[0];
}

describe("the manifest", () => {
  it("is written as one line a resource, playbooks by name, resources as they were declared", () => {
    const text = renderManifest({ playbooks: { db: {}, web: {}, all: { "b:1": two, "a:1": one, "c:1": three } } });
    expect(text).to.equal(`{
 "version": 2,
 "playbooks": {
  "all": {
   "b:1": {"digest":"2","absence":{"kind":"file","props":{"path":"/b","absent":true}}},
   "a:1": {"digest":"1"},
   "c:1": {"digest":"3","absence":"nothing"}
  },
  "db": {},
  "web": {}
 }
}
`);
    expect(parsed(text)).to.deep.equal({ playbooks: { db: {}, web: {}, all: { "b:1": two, "a:1": one, "c:1": three } } });
    expect(renderManifest(EMPTY_MANIFEST)).to.equal('{\n "version": 2,\n "playbooks": {}\n}\n');
    expect(parsed("")).to.equal(EMPTY_MANIFEST);
  });

  it("of version 1 is read, with digests alone", () => {
    expect(parsed('{"version":1,"playbooks":{"all":{"a:1":"1"}}}')).to.deep.equal({ playbooks: { all: { "a:1": one } } });
  });

  for (const text of [
    '{"version":2,"playbooks":{"all":{"a:1":{}}}}',
    '{"version":2,"playbooks":{"all":{"a:1":{"digest":"1","absence":7}}}}',
  ]) {
    it(`is refused: ${text}`, () => {
      expect(parsed(text)).to.be.instanceOf(Failure).and.to.include({ code: "FACT_FAILED" });
    });
  }

  const orders: readonly { title: string; before: string; added: string; isAll: boolean; after: string }[] = [
    { title: "puts what is new last", before: "ab", added: "c", isAll: false, after: "abc" },
    { title: "keeps the place of what is declared in part", before: "abc", added: "cb", isAll: false, after: "abc" },
    {
      title: "follows the order of a whole playbook, behind what it no longer declares",
      before: "abcd",
      added: "cb",
      isAll: true,
      after: "adcb",
    },
    { title: "puts what is new where it is declared", before: "ab", added: "acb", isAll: true, after: "acb" },
    { title: "moves nothing where the order is as before", before: "abcd", added: "bd", isAll: true, after: "abcd" },
  ];
  for (const { title, before, added, isAll, after } of orders) {
    it(title, () => {
      const sectionOf = (ids: string) => Object.fromEntries([...ids].map((id) => [id, one]));
      const manifest = { playbooks: { all: sectionOf(before), web: { x: one } } };
      const { playbooks } = withEntries(manifest, { playbook: "all", entries: sectionOf(added), isAll });
      expect(Object.keys(playbooks["all"] ?? {}).join("")).to.equal(after);
      expect(playbooks["web"]).to.deep.equal({ x: one });
    });
  }

  it("loses entries, and a playbook with its last one", () => {
    const manifest: Manifest = { playbooks: { all: { a: one, b: two }, old: { a: one }, none: {} } };
    expect(countResources(manifest)).to.equal(2);
    const left = withoutEntries(manifest, [
      { playbook: "all", id: "a" },
      { playbook: "old", id: "a" },
    ]);
    expect(left).to.deep.equal({ playbooks: { all: { b: two }, none: {} } });
  });
});
