import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import type { ConvergeOptions } from "../../src/engine/options.ts";
import type { Prune } from "../../src/engine/pruning.ts";
import type { Event, HostSummary } from "../../src/model/event.ts";
import type { Resource } from "../../src/model/resource.ts";
import { block } from "../../src/resources/block.ts";
import { config } from "../../src/resources/config.ts";
import { directory } from "../../src/resources/directory.ts";
import { file } from "../../src/resources/file.ts";
import { line } from "../../src/resources/line.ts";
import { symlink } from "../../src/resources/symlink.ts";
import { user } from "../../src/resources/user.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { declared } from "../support/text-kind.ts";

const kinds = [block, config, directory, file, line, symlink, user];
const all: Prune = { users: false, force: true };

interface Ran {
  readonly summary: HostSummary | undefined;
  readonly events: readonly Event[];
}

describe("what is no longer declared", () => {
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  async function run(resources: readonly Resource[], prune?: Prune, changes: Partial<ConvergeOptions> = {}): Promise<Ran> {
    const orphans = {
      elsewhere: { isGone: () => false, knowsOthers: () => true, declared: async () => await Promise.resolve(new Map()) },
      kind: async (name: string) => await Promise.resolve(kinds.find(({ kind }) => kind === name)),
      ...(prune && { prune }),
    };
    const options = optionsFor([eu], { orphans, ...changes });
    const summaries = await converge([{ host: eu.host, declared: declared(...resources) }], options);
    return { summary: summaries["eu"], events: options.events };
  }

  const make = async (...resources: readonly Resource[]): Promise<Ran> => await run(resources);
  const changes = ({ events }: Ran) => events.flatMap((event) => (event.type === "planned" && event.wave === 0 ? event.changes : []));
  const titles = (ran: Ran): readonly string[] => changes(ran).map(({ title }) => title);
  const told = ({ events }: Ran) => events.flatMap((event) => (event.type === "undeclared" ? event.resources : []));
  const warnings = ({ events }: Ran) => events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
  const codes = ({ events }: Ran) => events.flatMap((event) => (event.type === "failure" ? [event.failure.code] : []));
  const manifest = (): string => eu.sh("cat /var/lib/infra/manifest.json");

  const a = file({ path: "/tmp/a", content: "a\n" });
  const b = file({ path: "/tmp/b", content: "b\n" });
  const folder = directory({ path: "/tmp/d" });
  const inFolder = file({ path: "/tmp/d/x", content: "x\n" });

  it("is told by a plan, in one exchange and without counting as a change, and left alone by an apply", async () => {
    await make(a, b);
    const plan = await run([a], undefined, { mode: "plan" });
    expect(told(plan)).to.deep.equal([{ resource: "file:/tmp/b", playbooks: ["test"] }]);
    expect(plan.summary).to.include({ changed: 0, undeclared: 1, exchanges: 1, outcome: "unchanged" });
    const applied = await run([a]);
    expect(applied.summary).to.include({ changed: 0, exchanges: 1 });
    expect(eu.sh("cat /tmp/b")).to.equal("b\n");
  });

  it("is removed with prune, the last declared first, and then forgotten", async () => {
    await make(folder, inFolder, b, a);
    const pruned = await run([a], all);
    expect(titles(pruned)).to.deep.equal(["remove file /tmp/b", "remove file /tmp/d/x", "remove directory /tmp/d"]);
    expect(pruned.summary).to.include({ changed: 3, failed: 0, outcome: "changed" }).and.not.to.have.property("undeclared");
    expect(eu.sh("ls /tmp")).to.equal("a\n");
    expect(manifest()).to.include("/tmp/a").and.not.to.include("/tmp/b").and.not.to.include("/tmp/d");
    expect((await run([a], all)).summary).to.include({ changed: 0, exchanges: 1 });
  });

  it("comes after what is declared, and is planned so as well", async () => {
    await make(a, b);
    const plan = await run([a, inFolder, folder].toReversed(), all, { mode: "plan" });
    expect(titles(plan)).to.deep.equal(["make folder /tmp/d", "write /tmp/d/x", "remove file /tmp/b"]);
    expect(plan.summary).to.include({ changed: 3, exchanges: 2 });
  });

  it("shows what of it is no content: that may hold a secret", async () => {
    await make(config({ name: "c", files: [{ path: "/tmp/c", content: "c\n" }], validate: ["true"] }), a);
    expect(changes(await run([a], all)).map(({ diff }) => diff)).to.deep.equal([{ note: "/tmp/c: is removed", fields: [] }]);
    expect(eu.sh("ls /tmp")).to.equal("a\n");
  });

  it("stays in the manifest when its removal fails", async () => {
    await make(symlink({ path: "/tmp/l", target: "x" }), a);
    eu.sh("rm /tmp/l; echo mine >/tmp/l");
    const pruned = await run([a], all);
    expect(codes(pruned)).to.deep.equal(["CHANGE_FAILED"]);
    expect(manifest()).to.include("symlink:/tmp/l");
  });

  it("is no longer looked after where it is a folder that somebody else uses", async () => {
    await make(folder, inFolder, a);
    eu.sh("touch /tmp/d/theirs");
    const pruned = await run([a], all);
    expect(pruned.summary).to.include({ changed: 2, failed: 0 });
    expect(warnings(pruned)).to.deep.equal(["directory:/tmp/d is still there: it is no longer looked after"]);
    expect(eu.sh("ls /tmp/d")).to.equal("theirs\n");
    expect(manifest()).not.to.include("/tmp/d");
  });

  it("tells why it cannot be removed, and is forgotten all the same; accounts are not", async () => {
    await make(a);
    const left = {
      "aptPackages:base": { digest: "1" },
      "file:/tmp/old": { digest: "2", absence: { kind: "file", props: { path: 7 } } },
      "own:x": { digest: "3", absence: { kind: "own", props: {} } },
      "user:ann-of-no-host": { digest: "4", absence: { kind: "user", props: { name: "ann-of-no-host", absent: true } } },
    };
    eu.sh(`printf %s '${JSON.stringify({ version: 2, playbooks: { test: left } })}' >/var/lib/infra/manifest.json`);
    const pruned = await run([a], all);
    expect(told(pruned).map(({ why }) => why)).to.deep.equal([
      "aptPackages is never removed by itself",
      "this version cannot remove a file of the one that made it",
      "this version cannot remove a own of the one that made it",
      "accounts are removed only with --prune-users",
    ]);
    expect(pruned.summary).to.include({ changed: 0, undeclared: 4 });
    expect(manifest())
      .to.include("user:ann-of-no-host")
      .and.not.to.match(/aptPackages|own:x|\/tmp\/old/);
    await run([a], { users: true, force: true });
    expect(manifest()).not.to.include("user:");
  });

  it("is left alone where another resource has its file now", async () => {
    await make(a, line({ path: "/tmp/a", line: "mine" }), block({ path: "/tmp/a", name: "x", content: "y" }), b);
    eu.sh("printf 'a\\nmine\\n# BEGIN infra x\\ny\\n# END infra x\\n' >/tmp/a");
    const now = [line({ path: "/tmp/a", line: "a" }), symlink({ path: "/tmp/b", target: "a" })];
    const pruned = await run(now, all);
    expect(told(pruned)).to.deep.include.members([
      { resource: "file:/tmp/a", playbooks: ["test"], why: "line:/tmp/a:a has it now" },
      { resource: "file:/tmp/b", playbooks: ["test"], why: "symlink:/tmp/b has it now" },
    ]);
    expect(titles(pruned)).to.include.members(["remove line /tmp/a:mine", "remove block /tmp/a:x"]);
    expect(changes(pruned).find(({ title }) => title === "remove line /tmp/a:mine")?.diff).to.deep.equal({}, "it may hold a secret");
    expect(eu.sh("cat /tmp/a; readlink /tmp/b")).to.equal("a\na\n");
  });

  it("is reread by the declared unit that had read it", async () => {
    await make(a, b);
    eu.sh(
      "mkdir -p /var/lib/infra/stamps; printf '# infra stamps 1\\n12 file%%3A%%2Ftmp%%2Fb\\n' | tee /var/lib/infra/stamps/web.service >/var/lib/infra/stamps/gone.service",
    );
    const web: Resource = { ...a, id: "service:web.service" };
    expect(titles(await run([a, web], all, { mode: "plan" }))).to.deep.equal(["remove file /tmp/b; reload web.service"]);
    expect(titles(await run([a], all, { mode: "plan" }))).to.deep.equal(["remove file /tmp/b"]);
  });

  it("is removed without that where the host has no find(1)", async () => {
    await make(a, b);
    eu.sh(
      "mkdir -p /var/lib/infra/stamps; printf '#!/bin/sh\\nexit 127\\n' >/var/lib/find; chmod +x /var/lib/find; mount --bind /var/lib/find $(command -v find)",
    );
    expect((await run([a], all)).summary).to.include({ changed: 1, failed: 0 });
  });

  it("is not looked for by a part of the playbook, and is nothing that tags left out", async () => {
    await make(a, b);
    const plan = await run([a, b], undefined, { mode: "plan", selects: ({ resource }) => resource === a });
    expect(told(plan)).to.deep.equal([]);
    expect(plan.summary).to.include({ resources: 1 });
  });

  it("is refused where it is more than is likely meant, before anything is changed", async () => {
    const many = Array.from({ length: 8 }, (_, index) => file({ path: `/tmp/${index}`, content: "x" }));
    await make(...many);
    const careful = { users: false, force: false };
    const refused = await run([b, ...many.slice(0, 2)], careful);
    const failure = refused.events.find((event) => event.type === "failure")?.failure;
    expect(failure).to.include({
      code: "PRUNE_GUARD",
      message:
        "Cannot remove 6 of the 8 resources on eu: that is more than is likely meant: file:/tmp/7, file:/tmp/6, file:/tmp/5, file:/tmp/4, file:/tmp/3 and 1 more",
    });
    expect(refused.summary).to.include({ changed: 0, failed: 1, left: 7 });
    expect(eu.sh("ls /tmp | wc -l")).to.equal("8\n");
    expect((await run(many.slice(2), careful)).summary).to.include({ changed: 2, failed: 0 });
    expect((await run(many.slice(4), careful)).summary).to.include({ failed: 1 });
    expect((await run(many.slice(4), all)).summary).to.include({ changed: 2, failed: 0 });
    expect((await run(many.slice(7), careful)).summary).to.include({ changed: 3, failed: 0 }, "of four, three are no sign of a mistake");
  });

  it("is refused above twenty, whatever the share", async () => {
    const entries = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => {
          const absence = { kind: "file", props: { path: `/tmp/${index}`, absent: true } };
          return [`file:/tmp/${index}`, { digest: "1", absence }];
        }),
      );
    eu.sh(`mkdir -p /var/lib/infra; cd /tmp; touch $(seq 0 20)`);
    eu.sh(`printf %s '${JSON.stringify({ version: 2, playbooks: { test: entries(200) } })}' >/var/lib/infra/manifest.json`);
    const refused = await run([], { users: false, force: false }, { mode: "plan" });
    expect(codes(refused)).to.deep.equal(["PRUNE_GUARD"]);
    eu.sh("rm /tmp/20");
    expect(codes(await run([], { users: false, force: false }, { mode: "plan" }))).to.deep.equal([]);
  });

  it("is forgotten without a word when there is nothing to remove", async () => {
    await make(a);
    eu.sh(`sed -i 's/"test": {/"test": {"service:x":{"digest":"1","absence":"nothing"},/' /var/lib/infra/manifest.json`);
    const pruned = await run([a], all);
    expect([told(pruned), titles(pruned)]).to.deep.equal([[], []]);
    expect(manifest()).not.to.include("service:x");
  });
});
