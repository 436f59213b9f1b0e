import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Command, lines, sh } from "../../src/shell/sh.ts";
import { keepFiles, putBackFiles, unlessStarting } from "../../src/shell/undo-files.ts";
import { type LocalHost, localHost, type Outcome, runOn, standIn } from "../support/local-host.ts";
import { NOBODY, snapshot } from "../support/odd-states.ts";

describe("keepFiles and putBackFiles", () => {
  let host: LocalHost;
  let paths: readonly string[];
  const at = (name: string) => join(host.folder, name);
  const undo = () => join(host.state, "undo");

  beforeEach(() => {
    host = localHost();
    mkdirSync(undo(), { mode: 0o700 });
    mkdirSync(at("etc"));
    writeFileSync(at("etc/main conf"), "old");
    chownSync(at("etc/main conf"), NOBODY, 0);
    chmodSync(at("etc/main conf"), 0o640);
    symlinkSync("nowhere", at("etc/link"));
    paths = ["etc/main conf", "etc/new", "etc/link", "no/folder/new"].map(at);
  });
  afterEach(() => host.remove());

  const run = (command: Command): Omit<Outcome, "title"> => runOn(host, [lines(sh`undo=${undo()}`, command)]);
  const states = () => paths.map((path) => snapshot(path));

  function change(): void {
    writeFileSync(at("etc/main conf"), "new");
    chmodSync(at("etc/main conf"), 0o666);
    writeFileSync(at("etc/new"), "new");
    rmSync(at("etc/link"));
    writeFileSync(at("etc/link"), "a file");
    writeFileSync(at("etc/.link.infra-abc"), "left over");
    mkdirSync(at("no/folder"), { recursive: true });
    writeFileSync(at("no/folder/new"), "new");
  }

  it("restores content, owner, mode, symlinks and absence, as often as it is run", () => {
    const before = states();
    expect(run(keepFiles(paths))).to.deep.equal({ status: 0, output: "" });
    change();
    expect(run(putBackFiles(paths))).to.deep.equal({ status: 0, output: "" });
    expect(run(putBackFiles(paths))).to.deep.equal({ status: 0, output: "" });
    expect(states()).to.deep.equal(before);
    expect(readdirSync(at("etc")).sort()).to.deep.equal(["link", "main conf"]);
  });

  it("has nothing to remove where the folder is gone, too", () => {
    run(keepFiles(paths));
    expect(run(putBackFiles(paths)).status).to.equal(0);
  });

  it("does nothing after a keep that was cut, wherever that was", function () {
    this.timeout(20_000);
    for (const program of ["cp", "sync"]) {
      for (let call = 1; call <= 4; call += 1) {
        rmSync(undo(), { recursive: true });
        mkdirSync(undo(), { mode: 0o700 });
        standIn(host, program, killAt(host, call, program));
        const { status } = run(keepFiles(paths));
        rmSync(join(host.bin, program));
        rmSync(join(host.bin, "calls"), { force: true });
        const isWhole = existsSync(join(undo(), "kept"));
        if (status === 0) break;
        change();
        const changed = states();
        expect(run(putBackFiles(paths)).status).to.equal(0);
        if (!isWhole) expect(states(), `${program} ${String(call)}`).to.deep.equal(changed);
      }
    }
  });

  it("keeps nothing of a folder, and says so", () => {
    const { status, output } = run(keepFiles([at("etc")]));
    expect([status, output]).to.deep.equal([1, "Cannot keep what is there: a folder is there\n"]);
    expect(existsSync(join(undo(), "kept"))).to.equal(false);
  });

  it("puts back the others when one cannot be, and fails", () => {
    run(keepFiles(paths));
    change();
    rmSync(at("etc/main conf"));
    mkdirSync(at("etc/main conf"));
    expect(run(putBackFiles(paths))).to.deep.equal({ status: 1, output: "Cannot put back what was there: a folder is there\n" });
    expect([existsSync(at("etc/new")), lstatSync(at("etc/link")).isSymbolicLink()]).to.deep.equal([false, true]);
  });

  it("writes a small file in place where it is a mount point", () => {
    const path = at("etc/main conf");
    writeFileSync(at("mounted"), "old mounted");
    const inside = [
      sh`undo=${undo()}`,
      sh`mount --bind ${at("mounted")} ${path}`,
      keepFiles([path]),
      sh`echo new >${path}`,
      putBackFiles([path]),
    ];
    const { status } = spawnSync("unshare", ["-m", "dash", "-c", lines(...inside).text]);
    expect([status, readFileSync(at("mounted"), "utf8")]).to.deep.equal([0, "old mounted"]);
  });

  it("leaves a command out while the host starts", () => {
    const said = (starting: string) => run(lines(sh`starting=${starting}`, unlessStarting(sh`echo reloaded`)));
    expect([said("1"), said("")]).to.deep.equal([
      { status: 0, output: "" },
      { status: 0, output: "reloaded\n" },
    ]);
  });
});

/** A program's stand-in that kills the whole run at its n-th call. */
function killAt(host: LocalHost, call: number, program: string): string {
  const calls = join(host.bin, "calls");
  return `echo x >>${calls}; [ "$(wc -l <${calls})" -ne ${String(call)} ] || kill -9 0; exec /bin/${program} "$@"`;
}
