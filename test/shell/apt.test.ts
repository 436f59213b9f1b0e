import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { aptFunctions, aptGet } from "../../src/shell/apt.ts";
import { lines, sh } from "../../src/shell/sh.ts";
import { applyOn, type LocalHost, localHost, type Outcome, standIn } from "../support/local-host.ts";
import { put } from "../support/rooted.ts";

/** `find` is a stand-in that shows a process of this test as the one that has a lock's file open; the kernel's list of locks is a file. */
describe("aptFunctions", () => {
  let host: LocalHost;
  let holder: ChildProcess;
  beforeEach(async () => {
    host = localHost();
    holder = spawn("sleep", ["60"], { stdio: ["ignore", "pipe", "ignore"] });
    await once(holder, "spawn");
    standIn(host, "find", `[ ! -e ${host.folder}/held ] || echo /proc/${String(holder.pid)}/fd/0`);
    put(host, { "/locks": `1: POSIX  ADVISORY  WRITE ${String(holder.pid)} 00:1:2 0 EOF\n` });
  });
  afterEach(() => {
    holder.kill();
    host.remove();
  });

  function run(command: string, lockTimeoutMs = 0): Outcome {
    const { text } = lines(aptFunctions(lockTimeoutMs), sh`apt_run sh -c ${command}`, sh`echo "then $?"`);
    const commands = [{ text: text.replaceAll("/proc/locks", `${host.folder}/locks`) }];
    const [outcome] = applyOn(host, [{ resource: "x", title: "x", commands, blobs: [], timeoutMs: 1 }]);
    if (outcome === undefined) throw new Error("nothing ran");
    return outcome;
  }

  const words = /^Cannot lock \/dev\/null: it is held by process \d+ \(sleep\)\n$/;

  it("runs what nobody is in the way of", () => {
    expect(run('echo "$DEBIAN_FRONTEND"')).to.include({ status: 0, output: "noninteractive\nthen 0\n" });
  });

  it("says who holds a lock when the time is over", () => {
    put(host, { "/held": "" });
    const { status, output } = run("echo ran");
    expect(status).to.equal(75);
    expect(output).to.match(words);
  });

  it("waits for a lock", () => {
    put(host, { "/held": "" });
    standIn(host, "sleep", `rm ${host.folder}/held`);
    expect(run("echo ran", 5000).output).to.equal("ran\nthen 0\n");
  });

  it("gives a command's own status back", () => {
    expect(run("exit 3")).to.include({ status: 0, output: "then 3\n" });
  });

  it("blames a holder that came in between", () => {
    const { status, output } = run(`touch ${host.folder}/held; exit 100`);
    expect(status).to.equal(75);
    expect(output).to.match(words);
  });

  it("does not wait for a container, whose file of the same path is another one", () => {
    put(host, { "/held": "" });
    standIn(host, "readlink", `echo ${host.folder}/locks`);
    expect(run("echo ran").output).to.equal("ran\nthen 0\n");
  });

  it("does not wait for a process that only has the file open", () => {
    put(host, { "/held": "", "/locks": "1: FLOCK  ADVISORY  WRITE 1 00:1:2 0 EOF\n" });
    expect(run("echo ran").output).to.equal("ran\nthen 0\n");
  });
});

describe("aptGet", () => {
  it("rounds the time to wait up to whole seconds", () => {
    expect(aptGet(1500).text).to.include("'DPkg::Lock::Timeout=2'");
  });
});
