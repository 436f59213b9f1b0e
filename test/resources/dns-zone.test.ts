import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { PathQuestion, PathState } from "../../src/facts/path-probe.ts";
import { renderZone, type ZoneRecord } from "../../src/formats/zone-file.ts";
import { blob, sha256 } from "../../src/model/blob.ts";
import type { ChangeDraft } from "../../src/model/change.ts";
import { dnsZone } from "../../src/resources/dns-zone.ts";
import { askWith } from "../support/fake-ask.ts";
import { applyOn, localHost, planOn, standIn } from "../support/local-host.ts";
import { snapshot } from "../support/odd-states.ts";

const rights = { owner: "root", uid: "0", group: "knot", gid: "110", mode: "0644" };
const soa = {
  mname: "ns1.example.org.",
  rname: "hostmaster.example.org.",
  refresh: 3600,
  retry: 900,
  expire: 1_209_600,
  minimum: 300,
};
const ns: ZoneRecord = { owner: "@", type: "NS", data: "ns1" };
const wanted = [ns, { owner: "ns1", type: "A", data: "192.0.2.1" }, { owner: "www", type: "A", data: "192.0.2.2" }];
const content = textOf(wanted);

interface Case {
  readonly title: string;
  readonly seen: PathState;
  /** `undefined` where nothing is to do. */
  readonly change: Pick<ChangeDraft, "title" | "diff" | "guard"> | undefined;
}

const cases: readonly Case[] = [
  { title: "has nothing to do when the file fits", seen: fileOf(content), change: undefined },
  {
    title: "lists the records of a new file",
    seen: { type: "absent" },
    change: {
      title: "write zone example.org",
      diff: { fields: [], note: "+ @ NS ns1\n+ ns1 A 192.0.2.1\n+ www A 192.0.2.2" },
    },
  },
  {
    title: "shows what becomes of records",
    seen: fileOf(textOf([ns, { owner: "old", type: "CNAME", data: "web" }, { owner: "www", type: "A", data: "192.0.2.9" }])),
    change: {
      title: "write zone example.org",
      diff: { fields: [], note: "- old CNAME web\n+ ns1 A 192.0.2.1\n~ www A 192.0.2.9 → 192.0.2.2" },
    },
  },
  {
    title: "says that only the writing differs",
    seen: fileOf(`; by hand\n${content}`),
    change: { title: "write zone example.org", diff: { fields: [], note: "the same records, written in another way" } },
  },
  {
    title: "guards the removal of many records, more than 30 % of them",
    seen: fileOf(textOf([...wanted, ...numbered(5)])),
    change: {
      title: "write zone example.org",
      diff: {
        fields: [],
        note: numbered(5)
          .map(({ owner, data }) => `- ${owner} A ${data}`)
          .join("\n"),
      },
      guard: "removes 5 of 8 records of example.org",
    },
  },
  {
    title: "does not guard the removal of four",
    seen: fileOf(textOf([...wanted, ...numbered(4)])),
    change: {
      title: "write zone example.org",
      diff: {
        fields: [],
        note: numbered(4)
          .map(({ owner, data }) => `- ${owner} A ${data}`)
          .join("\n"),
      },
    },
  },
  {
    title: "shows the text of what is no zone file",
    seen: fileOf("(\n"),
    change: {
      title: "write zone example.org",
      diff: { content: { before: "(\n", after: content }, fields: [], note: "what is there cannot be read as this zone" },
    },
  },
  {
    title: "shows the text of another zone's file",
    seen: fileOf(content.replaceAll("example.org", "example.com")),
    change: {
      title: "write zone example.org",
      diff: {
        content: { before: content.replaceAll("example.org", "example.com"), after: content },
        fields: [],
        note: "what is there cannot be read as this zone",
      },
    },
  },
  {
    title: "shows the size of what is no text",
    seen: { ...fileOf(""), size: 2, content: Buffer.from([0, 1]) } as PathState,
    change: {
      title: "write zone example.org",
      diff: { fields: [], note: `what is there cannot be read as this zone: 2 bytes → ${content.length} bytes` },
    },
  },
  {
    title: "says that a file is too large to be compared, and guards nothing",
    seen: { ...fileOf(""), size: 70_000, content: undefined } as PathState,
    change: {
      title: "write zone example.org",
      diff: { fields: [], note: `what is there is too large to be compared: 70000 bytes → ${content.length} bytes` },
    },
  },
  {
    title: "replaces a symlink",
    seen: { ...rights, type: "symlink", target: "x" },
    change: {
      title: "write zone example.org",
      diff: { fields: [{ name: "type", before: "symlink", after: "file" }], note: "+ @ NS ns1\n+ ns1 A 192.0.2.1\n+ www A 192.0.2.2" },
    },
  },
  {
    title: "sets rights alone where they alone differ",
    seen: { ...fileOf(content), mode: "0600" } as PathState,
    change: {
      title: "set mode of /etc/knot/zones/example.org.zone",
      diff: { fields: [{ name: "mode", before: "0600", after: "0644" }] },
    },
  },
];

describe("dnsZone", () => {
  for (const { title, seen, change } of cases) {
    it(title, async () => {
      const planned = await dnsZone({ zone: "example.org", content }).plan(askWith({ "path-state": () => seen }));
      const told = planned.map(({ title, diff, guard }) => ({ title, diff, ...(guard !== undefined && { guard }) }));
      expect(told).to.deep.equal(change === undefined ? [] : [change]);
    });
  }

  it("asks for the content where it differs, with once for the file alone", async () => {
    const asked: unknown[] = [];
    const ask = askWith({ "path-state": (question) => (asked.push(question), { type: "absent" }) });
    const zone = { zone: "example.org", content };
    const [change] = await dnsZone(zone).plan(ask);
    await dnsZone({ ...zone, path: "/srv/z", once: true }).plan(ask);
    expect(asked).to.deep.equal([
      { path: "/etc/knot/zones/example.org.zone", want: sha256(content) },
      { path: "/srv/z", want: "rights" },
    ] satisfies PathQuestion[]);
    expect(change?.blobs).to.deep.equal([blob(content)]);
  });

  it("with once, writes where there is nothing, and leaves alone whatever is there", async () => {
    const plan = async (seen: PathState) =>
      await dnsZone({ zone: "example.org", content, once: true }).plan(askWith({ "path-state": () => seen }));
    expect((await plan({ type: "absent" })).map(({ title }) => title)).to.deep.equal(["write zone example.org"]);
    expect(await plan({ ...fileOf("other"), mode: "0600" } as PathState)).to.deep.equal([]);
  });

  for (const [title, props, words] of [
    ["text that is no zone file", { content: "(" }, "content: must be a zone file of example.org: line 1: a ( is not closed"],
    ["another zone's file", { content: content.replaceAll("example.org", "example.com") }, "it is one of example.com"],
    ["a zone with its last dot", { zone: "example.org." }, "zone: must be a zone's name"],
  ] as const) {
    it(`refuses ${title}`, () => expect(() => dnsZone({ zone: "example.org", content, ...props })).to.throw(words));
  }

  it("is named after the zone, and its file is its own", () => {
    const { id, paths } = dnsZone({ zone: "example.org", content });
    expect([id, paths]).to.deep.equal(["dnsZone:example.org", ["/etc/knot/zones/example.org.zone"]]);
  });

  it("puts a file in place only when kzonecheck accepts it", async () => {
    const host = localHost();
    const path = join(host.folder, "zones", "example.org.zone");
    mkdirSync(join(host.folder, "zones"));
    writeFileSync(path, "old");
    standIn(host, "chown", "exit 0");
    standIn(host, "kzonecheck", `echo "$1 $2 $(wc -c <"$3")" >${host.folder}/asked; exec ${host.folder}/verdict`);
    const changes = await planOn(host, dnsZone({ zone: "example.org", content, path }));
    const tryWith = (program: string) => {
      writeFileSync(join(host.folder, "verdict"), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
      return applyOn(host, changes).map(({ status }) => status);
    };
    expect(tryWith("exit 1")).to.deep.equal([65]);
    expect(readFileSync(path, "utf8")).to.equal("old");
    expect(tryWith("exit 0")).to.deep.equal([0]);
    expect(readFileSync(path, "utf8")).to.equal(content);
    expect(snapshot(path)).to.match(/^100644 /);
    expect(readFileSync(join(host.folder, "asked"), "utf8")).to.equal(`-o example.org ${content.length}\n`);
    host.remove();
  });
});

function textOf(records: readonly ZoneRecord[]): string {
  return renderZone({ zone: "example.org", soa, ttl: 300, records });
}

function numbered(count: number): readonly ZoneRecord[] {
  return Array.from({ length: count }, (_, index) => ({ owner: `x${index}`, type: "A", data: `192.0.2.${index + 10}` }));
}

function fileOf(text: string): PathState {
  return { ...rights, type: "file", size: text.length, sha256: sha256(text), content: Buffer.from(text) };
}
