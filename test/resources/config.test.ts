import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import type { PathQuestion, PathState } from "../../src/facts/path-probe.ts";
import { blob, sha256 } from "../../src/model/blob.ts";
import type { Diff } from "../../src/model/change.ts";
import { fromHost } from "../../src/model/from-host.ts";
import { config } from "../../src/resources/config.ts";
import { sh } from "../../src/shell/sh.ts";
import { askWith } from "../support/fake-ask.ts";
import { convergeOn, localHost, planOn, runOn } from "../support/local-host.ts";
import { oddStates, snapshot } from "../support/odd-states.ts";

const root = { owner: "root", uid: "0", group: "root", gid: "0", mode: "0644" };
const journal = "/var/lib/infra/config/knot%20dns";

interface Case {
  readonly title: string;
  /** By path; what is not listed is absent. */
  readonly seen: Readonly<Record<string, PathState>>;
  /** What is shown, and the files that travel; `undefined` where nothing is to do. */
  readonly change: { readonly diff: Diff; readonly blobs: readonly string[] } | undefined;
}

const files = [
  { path: "/etc/knot/geo.conf", content: "geo" },
  { path: "/etc/knot/knot.conf", content: "main\n", mode: "0640" },
  { path: "/etc/knot/old.conf", absent: true },
];
const fits = { "/etc/knot/geo.conf": seenFile("geo"), "/etc/knot/knot.conf": { ...seenFile("main\n"), mode: "0640" } as PathState };

const cases: readonly Case[] = [
  { title: "has nothing to do when all files fit", seen: fits, change: undefined },
  {
    title: "writes new files",
    seen: {},
    change: {
      diff: { content: { before: "", after: "── /etc/knot/geo.conf\ngeo\n── /etc/knot/knot.conf\nmain\n" }, fields: [] },
      blobs: ["geo", "main\n"],
    },
  },
  {
    title: "writes what differs alone, and shows the rights that do",
    seen: { ...fits, "/etc/knot/knot.conf": seenFile("other\n") },
    change: {
      diff: {
        content: { before: "── /etc/knot/knot.conf\nother\n", after: "── /etc/knot/knot.conf\nmain\n" },
        fields: [{ name: "/etc/knot/knot.conf mode", before: "0644", after: "0640" }],
      },
      blobs: ["main\n"],
    },
  },
  {
    title: "removes a file",
    seen: { ...fits, "/etc/knot/old.conf": seenFile("old") },
    change: { diff: { content: { before: "", after: "" }, fields: [], note: "/etc/knot/old.conf: is removed" }, blobs: [] },
  },
  {
    title: "shows the size of what is no text",
    seen: { ...fits, "/etc/knot/geo.conf": { ...root, type: "file", size: 99_999, sha256: "x", content: undefined } },
    change: { diff: { content: { before: "", after: "" }, fields: [], note: "/etc/knot/geo.conf: 99999 bytes → 3 bytes" }, blobs: ["geo"] },
  },
  {
    title: "replaces a symlink",
    seen: { ...fits, "/etc/knot/geo.conf": { ...root, type: "symlink", target: "x" } },
    change: { diff: { content: { before: "", after: "── /etc/knot/geo.conf\ngeo\n" }, fields: [] }, blobs: ["geo"] },
  },
  {
    title: "writes all files when a killed run left a journal",
    seen: { ...fits, [journal]: seenFile("") },
    change: {
      diff: {
        content: {
          before: "── /etc/knot/geo.conf\ngeo\n── /etc/knot/knot.conf\nmain\n",
          after: "── /etc/knot/geo.conf\ngeo\n── /etc/knot/knot.conf\nmain\n",
        },
        fields: [],
        note: "an interrupted run left it half written\n/etc/knot/old.conf: is removed",
      },
      blobs: ["geo", "main\n"],
    },
  },
];

describe("config", () => {
  const declare = (changes: Partial<Parameters<typeof config>[0]> = {}) =>
    config({ name: "knot dns", files, validate: ["knotc", "conf-check"], ...changes });

  for (const { title, seen, change } of cases) {
    it(title, async () => {
      const planned = await declare().plan(
        askWith({ "path-state": (question) => seen[(question as PathQuestion).path] ?? { type: "absent" } }),
      );
      const expected = change && [
        { title: "write configuration knot dns", diff: change.diff, blobs: change.blobs.map((content) => blob(content)) },
      ];
      expect(planned.map(({ title, diff, blobs }) => ({ title, diff, blobs }))).to.deep.equal(expected ?? []);
    });
  }

  it("asks for all files and the journal", async () => {
    const asked: unknown[] = [];
    const later = fromHost({ name: "x", script: () => sh`true`, parse: () => [] }, "", () => "a");
    const want = declare({ files: [...files, { path: "/etc/knot/later.conf", content: later }] });
    await want.plan(askWith({ x: () => "", "path-state": (question) => (asked.push(question), { type: "absent" }) }));
    expect(asked).to.deep.equal([
      { path: journal, want: "rights" },
      { path: "/etc/knot/geo.conf", want: sha256("geo") },
      { path: "/etc/knot/knot.conf", want: sha256("main\n") },
      { path: "/etc/knot/old.conf", want: "rights" },
      { path: "/etc/knot/later.conf", want: "content" },
    ]);
  });

  for (const [title, changes, words] of [
    ["no files", { files: [] }, "files: "],
    ["a path twice", { files: [...files, ...files] }, "files: must name each path once"],
    ["a file without content", { files: [{ path: "/a" }] }, "files.0.content: must be there, unless `absent`, and only then"],
    ["no checker", { validate: [] }, "validate: "],
    ["a reload without words", { confirm: { reload: [] } }, "confirm.reload: "],
    ["a reload of its own without words", { reload: [] }, "reload: "],
    ["two ways to reload", { reload: ["true"], confirm: { reload: ["true"] } }, "reload: must not be there beside `confirm`"],
    ["a name of two lines", { name: "a\nb" }, "name: must be one line"],
  ] as const) {
    it(`refuses ${title}`, () => expect(() => declare(changes as Parameters<typeof declare>[0])).to.throw(words));
  }

  it("comes to be as a whole from any state, or leaves all as it was", async function () {
    this.timeout(30_000);
    const state = fc.constantFrom(...Object.keys(oddStates));
    await fc.assert(
      fc.asyncProperty(state, state, state, fc.boolean(), async (one, other, gone, isAccepted) => {
        const host = localHost();
        try {
          mkdirSync(join(host.folder, "conf.d"));
          const [main, part, old] = ["main", "conf.d/a part", "conf.d/old"].map((name) => join(host.folder, name)) as [
            string,
            string,
            string,
          ];
          const states: readonly (readonly [string, string])[] = [
            [main, one],
            [part, other],
            [old, gone],
          ];
          for (const [path, name] of states) oddStates[name]?.(path);
          const before = states.map(([path]) => snapshot(path));
          const want = [
            { path: main, content: "1" },
            { path: part, content: "2", owner: "nobody" },
            { path: old, absent: true },
          ];
          const { done, left } = await convergeOn(host, config({ name: "a", files: want, validate: [isAccepted ? "true" : "false"] }));
          const isRefused = states.some(([, name]) => /folder$|folder with/.test(name) && !name.includes("symlink"));
          if (isRefused || !isAccepted) {
            expect(done.map(({ status }) => status)).to.deep.equal([isRefused ? 1 : 65]);
            expect(states.map(([path]) => snapshot(path))).to.deep.equal(before);
          } else {
            expect([done.filter(({ status }) => status !== 0), left]).to.deep.equal([[], []]);
            expect(readFileSync(main, "utf8") + readFileSync(part, "utf8")).to.equal("12");
          }
        } finally {
          host.remove();
        }
      }),
      { numRuns: 6 },
    );
  });

  it("with confirm, brings the files into force itself, and tells how to take both back", async () => {
    const host = localHost();
    const [main, added, undo] = ["main", "added", "undo"].map((name) => join(host.folder, name)) as [string, string, string];
    const log = join(host.folder, "log");
    writeFileSync(main, "old");
    mkdirSync(undo);
    const reload = ["sh", "-c", 'cat "$1" >>"$2"', "sh", main, log];
    const want = [main, added].map((path) => ({ path, content: "new" }));
    const [change] = await planOn(host, config({ name: "a", files: want, validate: ["true"], confirm: { reload, port: 2222 } }));
    if (change?.confirm === undefined) throw new Error("it is not to be confirmed");
    const given = { text: `undo=${undo}` };
    expect(runOn(host, [given, ...change.commands], change.blobs)).to.deep.equal({ status: 0, output: "" });
    expect([snapshot(main), readFileSync(log, "utf8"), change.confirm.port]).to.deep.equal(["100644 0:0 bmV3", "new", 2222]);
    expect(runOn(host, [given, ...change.confirm.undo])).to.deep.equal({ status: 0, output: "" });
    expect([snapshot(main), snapshot(added), readFileSync(log, "utf8")]).to.deep.equal(["100644 0:0 b2xk", "nothing", "newold"]);
    host.remove();
  });

  it("with reload, brings the files into force, or what was there", async () => {
    const host = localHost();
    const [main, log] = ["main", "log"].map((name) => join(host.folder, name)) as [string, string];
    writeFileSync(main, "old");
    const want = (content: string) =>
      config({
        name: "a",
        files: [{ path: main, content }],
        validate: ["true"],
        reload: ["sh", "-c", 'cat "$1" >>"$2"; ! grep -q bad "$1"', "sh", main, log],
      });
    await convergeOn(host, want("new"));
    const { done } = await convergeOn(host, want("bad"));
    expect([done[0]?.status, readFileSync(main, "utf8"), readFileSync(log, "utf8")]).to.deep.equal([65, "new", "newbadnew"]);
    host.remove();
  });

  it("with confirm, goes to the host's own port unless another is named", async () => {
    const [change] = await declare({ confirm: { reload: ["true"] } }).plan(askWith({ "path-state": () => ({ type: "absent" }) }));
    expect(change?.confirm).to.have.keys(["undo"]);
  });

  it("takes up what a killed run left, also when all files look right", async () => {
    const host = localHost();
    const want = config({ name: "a", files: [{ path: join(host.folder, "main"), content: "1" }], validate: ["true"] });
    await convergeOn(host, want);
    const undone = join(host.folder, "undone");
    writeFileSync(join(host.state, "config/a"), `echo >'${undone}'`);
    const { done, left } = await convergeOn(host, want);
    expect([done.map(({ status }) => status), left, snapshot(undone)]).to.deep.equal([[0], [], "100644 0:0 Cg=="]);
    host.remove();
  });
});

function seenFile(content: string): PathState {
  return { ...root, type: "file", size: content.length, sha256: sha256(content), content: Buffer.from(content) };
}
