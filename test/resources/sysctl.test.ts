import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import type { z } from "zod";
import { osRelease } from "../../src/facts/os-release.ts";
import type { SysctlState } from "../../src/facts/sysctl-state.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { fromHost } from "../../src/model/from-host.ts";
import { sysctl } from "../../src/resources/sysctl.ts";
import { askWith } from "../support/fake-ask.ts";
import { put } from "../support/rooted.ts";
import { applyOn, type LocalHost, localHost, type Outcome, runOn } from "../support/local-host.ts";
import type { Command } from "../../src/shell/sh.ts";

type Want = Omit<z.input<typeof sysctl.props>, "key">;

const KEY = "vm.swappiness";
const FILE = "/etc/sysctl.d/99-zz-infra-vm.swappiness.conf";
const KEPT = "vm.swappiness = 60\n";

function askAbout(seen: unknown): ReturnType<typeof askWith> {
  return askWith({ "sysctl-state": () => seen, "os-release": () => ({ versionId: "13" }) });
}

describe("sysctl", () => {
  const cases: { title: string; want: Want; seen: SysctlState; fields: readonly string[] }[] = [
    { title: "does nothing when it is live and kept", want: { value: 60 }, seen: { live: "60\n", persisted: KEPT }, fields: [] },
    {
      title: "sets and keeps a value",
      want: { value: "60" },
      seen: { live: "30\n", persisted: undefined },
      fields: ["running kernel: 30 → 60", `${FILE}: absent → vm.swappiness = 60`],
    },
    {
      title: "notices that the running kernel differs",
      want: { value: 60 },
      seen: { live: "30\n", persisted: KEPT },
      fields: ["running kernel: 30 → 60"],
    },
    {
      title: "notices that the file differs",
      want: { value: 60 },
      seen: { live: "60\n", persisted: "vm.swappiness = 30\n" },
      fields: [`${FILE}: vm.swappiness = 30 → vm.swappiness = 60`],
    },
    {
      title: "compares word by word",
      want: { value: " 3 4  1\t3" },
      seen: { live: "3\t4\t1\t3\n", persisted: "vm.swappiness = 3 4 1 3\n" },
      fields: [],
    },
    {
      title: "says that the kernel has no such setting",
      want: { value: 60 },
      seen: { live: undefined, persisted: KEPT },
      fields: ["running kernel: no such setting → 60"],
    },
    {
      title: "accepts that where it may be",
      want: { value: 60, optional: true },
      seen: { live: undefined, persisted: `-${KEPT}` },
      fields: [],
    },
    {
      title: "keeps it for a kernel that has it, whose start it must not disturb",
      want: { value: 60, optional: true },
      seen: { live: undefined, persisted: KEPT },
      fields: [`${FILE}: vm.swappiness = 60 → -vm.swappiness = 60`],
    },
    {
      title: "forgets it",
      want: { absent: true },
      seen: { live: "60\n", persisted: KEPT },
      fields: [`${FILE}: vm.swappiness = 60 → absent`],
    },
    { title: "has nothing to forget", want: { absent: true }, seen: { live: "60\n", persisted: undefined }, fields: [] },
    {
      title: "takes what the host says",
      want: { value: fromHost(osRelease, "", ({ versionId }) => String(versionId)) },
      seen: { live: "13\n", persisted: KEPT },
      fields: [`${FILE}: vm.swappiness = 60 → vm.swappiness = 13`],
    },
  ];
  for (const { title, want, seen, fields } of cases) {
    it(title, async () => {
      const planned = await sysctl({ key: KEY, ...want }).plan(askAbout(seen));
      const shown = planned.flatMap(({ diff }) => diff?.fields ?? []).map(({ name, before, after }) => `${name}: ${before} → ${after}`);
      expect(shown).to.deep.equal(fields);
    });
  }

  it("plans from nothing where nothing could be asked", async () => {
    const [change] = await sysctl({ key: KEY, value: 60 }).plan(askAbout(missing));
    expect(change).to.include({ title: "set vm.swappiness to 60", resource: "sysctl:vm.swappiness" });
  });

  it("has one id whichever way its key is written", () => {
    expect(sysctl({ key: "net/ipv4/conf/eth0.1/forwarding", value: 1 }).id).to.equal(
      sysctl({ key: "net.ipv4.conf.eth0/1.forwarding", value: 1 }).id,
    );
  });

  const refused: { want: Want; words: string }[] = [
    { want: {}, words: "value: must be given" },
    { want: { value: 1, absent: true }, words: "value: must be given, or" },
    { want: { value: " " }, words: "must be one line" },
    { want: { value: "1\nkernel.x = 2" }, words: "must be one line" },
    { want: { value: true as never }, words: "value: expected one of FromHost, number, string; got true" },
  ];
  for (const { want, words } of refused) {
    it(`refuses ${JSON.stringify(want)}`, () => {
      expect(() => sysctl({ key: KEY, ...want })).to.throw(Failures, words);
    });
  }
});

/** The change's own commands, with /proc/sys and /etc/sysctl.d as folders of the test: no setting of this machine is touched. */
describe("sysctl's change", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    mkdirSync(join(host.folder, "/etc/sysctl.d"), { recursive: true });
  });
  afterEach(() => {
    host.remove();
  });

  async function apply(want: Want): Promise<Outcome | undefined> {
    const changes = await sysctl({ key: KEY, ...want }).plan(askAbout(missing));
    const moved = changes.map((change) => ({
      ...change,
      commands: change.commands.map(({ text }) => ({ text: text.replaceAll(/\/(?=proc\/sys\/|etc\/sysctl\.d)/g, `${host.folder}/`) })),
    }));
    return applyOn(host, moved)[0];
  }

  function show(path: string): string {
    return readFileSync(join(host.folder, path), "utf8");
  }

  it("sets the running kernel, then keeps the value", async () => {
    put(host, { "/proc/sys/vm/swappiness": "30\n" });
    expect((await apply({ value: "'$(x)' 1" }))?.status).to.equal(0);
    expect([show("/proc/sys/vm/swappiness"), show(FILE)]).to.deep.equal(["'$(x)' 1\n", "vm.swappiness = '$(x)' 1\n"]);
  });

  it("fails in words where there is no such setting, and keeps nothing", async () => {
    const { status, output } = (await apply({ value: 60 })) ?? {};
    expect(status).to.equal(1);
    expect(output).to.include("Cannot set vm.swappiness: this kernel has no such setting");
    expect(() => show(FILE)).to.throw();
  });

  it("keeps an optional one all the same", async () => {
    expect((await apply({ value: 60, optional: true }))?.status).to.equal(0);
    expect(show(FILE)).to.equal("-vm.swappiness = 60\n");
  });

  it("keeps nothing that the kernel refuses", async () => {
    mkdirSync(join(host.folder, "/proc/sys/vm"), { recursive: true });
    execFileSync("ln", ["-s", "/dev/full", join(host.folder, "/proc/sys/vm/swappiness")]);
    const { status, output } = (await apply({ value: 60 })) ?? {};
    expect([status, output?.includes("Cannot set")]).to.deep.equal([1, true]);
    expect(() => show(FILE)).to.throw();
  });

  it("of a setting that can cut the connection comes with its way back, to the running value and the file", async () => {
    const path = "/proc/sys/net/ipv4/ip_forward";
    const file = "/etc/sysctl.d/99-zz-infra-net.ipv4.ip_forward.conf";
    put(host, { [path]: "0\n", [file]: "net.ipv4.ip_forward = 0\n" });
    const [change] = await sysctl({ key: "net.ipv4.ip_forward", value: 1 }).plan(askAbout(missing));
    if (change?.confirm === undefined) throw new Error("it is not to be confirmed");
    const run = (commands: readonly Command[], starting = "") => {
      const given = { text: `undo=${join(host.folder, "undo")} starting=${starting}` };
      const moved = commands.map(({ text }) => ({ text: text.replaceAll(/\/(?=proc\/sys\/|etc\/sysctl\.d)/g, `${host.folder}/`) }));
      return runOn(host, [given, ...moved], change.blobs).status;
    };
    mkdirSync(join(host.folder, "undo"));
    expect([run(change.commands), show(path), show(file)]).to.deep.equal([0, "1\n", "net.ipv4.ip_forward = 1\n"]);
    expect([run(change.confirm.undo, "1"), show(path), show(file)]).to.deep.equal([0, "1\n", "net.ipv4.ip_forward = 0\n"]);
    expect([run(change.confirm.undo), show(path)]).to.deep.equal([0, "0\n"]);
  });

  it("leaves nothing to do, from any state", () => {
    const state = fc.option(fc.constantFrom("60\n", "30\n", "", "3\t4\n"), { nil: undefined });
    return fc.assert(
      fc.asyncProperty(state, state, fc.boolean(), async (live, persisted, optional) => {
        const [change] = await sysctl({ key: KEY, value: 60, optional }).plan(askAbout({ live, persisted }));
        const source = change?.blobs[0]?.source;
        const kept = source !== undefined && "bytes" in source ? Buffer.from(source.bytes).toString() : persisted;
        const after = { live: live === undefined ? undefined : "60\n", persisted: kept };
        const left = await sysctl({ key: KEY, value: 60, optional }).plan(askAbout(after));
        expect(left.length).to.equal(live === undefined && !optional ? 1 : 0);
      }),
    );
  });
});
