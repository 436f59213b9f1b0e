import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type AptTransaction, aptTransaction } from "../../src/shell/apt-transaction.ts";
import { applyOn, type LocalHost, localHost, type Outcome, standIn } from "../support/local-host.ts";
import { put } from "../support/rooted.ts";

const PLAIN: AptTransaction = {
  install: ["tmux", "knot=3.4.*"],
  remove: ["nano"],
  recommends: true,
  downgrades: false,
  listsMaxAgeMs: 86_400_000,
  lockTimeoutMs: 1000,
};

/** apt-get, dpkg and what else asks this machine are stand-ins that write down how they are called; `$folder/fails` says which calls fail. */
describe("aptTransaction", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    put(host, { "/fails": "", "/sources": "", "/updates": "", "/calls": "" });
    const note = (line: string): string => `echo "${line}" >>${host.folder}/calls; ! grep -q -x -F -e "${line}" ${host.folder}/fails`;
    standIn(
      host,
      "apt-get",
      `for word; do case $word in --simulate) cat ${host.folder}/simulated 2>/dev/null; exit 0 ;; --) ;; --*) options="$options $word" ;; -* | *::*) ;; *) words="$words $word" ;; esac; done\n${note("apt-get$options$words")}`,
    );
    standIn(host, "dpkg", `[ "$1" != --audit ] || { cat ${host.folder}/audit 2>/dev/null; exit 0; }\n${note("dpkg $*")}`);
    standIn(host, "ls", `cat ${host.folder}/updates`);
    standIn(host, "find", `case $1 in /proc/*) cat ${host.folder}/holders 2>/dev/null ;; *) exec /usr/bin/find "$@" ;; esac`);
  });
  afterEach(() => {
    host.remove();
  });

  function run(changes: Partial<AptTransaction> = {}): Outcome & { readonly calls: readonly string[] } {
    const commands = aptTransaction({ ...PLAIN, ...changes }).map(({ text }) => ({
      text: text.replace("/etc/apt/sources.list /etc/apt/sources.list.d", `${host.folder}/sources`),
    }));
    const [outcome] = applyOn(host, [{ resource: "x", title: "x", commands, blobs: [], timeoutMs: 1 }]);
    if (outcome === undefined) throw new Error("nothing ran");
    return { ...outcome, calls: readFileSync(join(host.folder, "calls"), "utf8").trim().split("\n") };
  }

  /** As left by an earlier run: lists fetched so many minutes ago, and a source that is older still unless said. */
  function fetched(minutes: number, source = minutes + 1): void {
    writeFileSync(join(host.state, "apt-updated"), "");
    const ago = (age: number): Date => new Date(Date.now() - age * 60_000);
    utimesSync(join(host.state, "apt-updated"), ago(minutes), ago(minutes));
    utimesSync(join(host.folder, "sources"), ago(source), ago(source));
  }

  const transaction = "apt-get install tmux knot=3.4.* nano-";
  const download = "apt-get --download-only install tmux knot=3.4.* nano-";

  it("fetches the lists at first, downloads all, then installs and removes together", () => {
    expect(run()).to.deep.include({ status: 0, calls: ["apt-get update", download, transaction] });
    expect(run().calls.slice(3)).to.deep.equal([download, transaction]);
  });

  const ages = [
    { title: "were fetched within their age", fetchedMinutes: 1430, calls: [download, transaction] },
    { title: "are older than their age", fetchedMinutes: 1450, calls: ["apt-get update", download, transaction] },
    { title: "are older than a source", fetchedMinutes: 5, sourceMinutes: 1, calls: ["apt-get update", download, transaction] },
  ];
  for (const { title, fetchedMinutes, sourceMinutes, calls } of ages) {
    it(`looks at the lists that ${title}`, () => {
      fetched(fetchedMinutes, sourceMinutes);
      expect(run().calls).to.deep.equal(calls);
    });
  }

  it("always fetches lists of age 0", () => {
    fetched(0);
    expect(run({ listsMaxAgeMs: 0 }).calls).to.include("apt-get update");
  });

  it("fetches fresh lists again when the packages are not to be had, and gives up before anything is touched", () => {
    fetched(1);
    put(host, { "/fails": download });
    const { status, calls, output } = run();
    expect(calls).to.deep.equal([download, "apt-get update", download]);
    expect([status, output]).to.deep.equal([
      100,
      "The host's apt sources do not offer this together: `apt-cache policy NAME` on the host shows which versions they have.\n",
    ]);
  });

  it("fetches the lists once", () => {
    put(host, { "/fails": download });
    expect(run()).to.deep.include({ status: 100, calls: ["apt-get update", download] });
  });

  it("does not take lists as fetched that were not", () => {
    put(host, { "/fails": "apt-get update" });
    expect(run()).to.deep.include({ status: 1, calls: ["apt-get update"] });
    expect(run().calls).to.deep.equal(["apt-get update", "apt-get update"]);
  });

  it("fails as apt-get does", () => {
    put(host, { "/fails": transaction });
    expect(run().status).to.equal(1);
  });

  it("needs no lists to remove", () => {
    expect(run({ install: [] }).calls).to.deep.equal(["apt-get install nano-"]);
  });

  it("removes nothing that is not named", () => {
    put(host, {
      "/simulated": "NOTE: This is only a simulation!\nRemv nano [1]\nInst tmux (2)\nRemv mc [3]\nRemv nano-tiny:i386 [1]\nConf tmux\n",
    });
    const { status, calls, output } = run({ install: [] });
    expect([status, calls]).to.deep.equal([1, [""]]);
    expect(output).to.include("Cannot do this without removing mc nano-tiny \nName it under `absent`");
    expect(run({ install: [], remove: ["nano:amd64", "mc", "nano-tiny:i386"] }).status).to.equal(0);
  });

  it("goes back to an older version only where one is asked for", () => {
    expect(run({ install: [], downgrades: true }).calls).to.deep.equal(["apt-get --allow-downgrades install nano-"]);
  });

  for (const sign of ["updates", "audit"]) {
    it(`repairs an interrupted dpkg first, seen by its ${sign}`, () => {
      put(host, { [`/${sign}`]: "0001\n" });
      expect(run({ install: [] }).calls).to.deep.equal(["dpkg --force-confold --configure -a", "apt-get install nano-"]);
    });
  }

  it("gets what a half unpacked package needs, without removing anything for it", () => {
    put(host, { "/updates": "0001\n", "/fails": "dpkg --force-confold --configure -a" });
    const calls = ["dpkg --force-confold --configure -a", "apt-get --no-remove --fix-broken install", "apt-get install nano-"];
    expect(run({ install: [] }).calls).to.deep.equal(calls);
  });

  it("stops where dpkg cannot be repaired", () => {
    const repairs = ["dpkg --force-confold --configure -a", "apt-get --no-remove --fix-broken install"];
    put(host, { "/updates": "0001\n", "/fails": repairs.join("\n") });
    expect(run({ install: [] })).to.deep.include({ status: 1, calls: repairs });
  });

  it("passes apt's options", () => {
    const texts = aptTransaction({ ...PLAIN, recommends: false }).map(({ text }) => text);
    for (const option of [
      "APT::Install-Recommends=false",
      "Dpkg::Options::=--force-confold",
      "APT::Get::AutomaticRemove=false",
      "DPkg::Lock::Timeout=1",
    ]) {
      expect(texts.join("\n")).to.include(option);
    }
  });
});
