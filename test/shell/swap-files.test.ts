import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { blob, blobPath } from "../../src/model/blob.ts";
import { sh } from "../../src/shell/sh.ts";
import { type SwapFile, swapFiles } from "../../src/shell/swap-files.ts";
import { type LocalHost, localHost, type Outcome, runOn, standIn } from "../support/local-host.ts";
import { NOBODY, snapshot } from "../support/odd-states.ts";

const rights = { owner: "root", group: "root", mode: "0640" };

describe("swapFiles", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    mkdirSync(join(host.folder, "etc/conf.d"), { recursive: true });
    writeFileSync(join(host.folder, "etc/main"), "old main");
    writeFileSync(join(host.folder, "etc/conf.d/gone"), "old gone");
    writeFileSync(join(host.folder, "etc/conf.d/other"), "other");
  });
  afterEach(() => host.remove());

  const journal = () => join(host.state, "config", "app");
  const state = () => ["etc/main", "etc/conf.d/new one", "etc/conf.d/gone"].map((name) => textOf(join(host.folder, name)));
  const leftovers = () => readdirSync(host.folder, { recursive: true }).filter((name) => String(name).includes(".infra-"));
  const live = ["new main", "new one", undefined];
  const old = ["old main", undefined, "old gone"];

  /** Swaps one file that is there, one that is new and one that shall go; the checker is a line of shell that starts in the folder. */
  function swap(check: string, { reload, ...changes }: Partial<SwapFile> & { reload?: string } = {}): Omit<Outcome, "title"> {
    const blobs = [blob("new main"), blob("new one")];
    const contents = blobs.map((one) => ({ source: blobPath(one), sha256: one.sha256 }));
    const files: SwapFile[] = [
      { path: join(host.folder, "etc/main"), content: contents[0], ...rights, ...changes },
      { path: join(host.folder, "etc/conf.d/new one"), content: contents[1], ...rights },
      { path: join(host.folder, "etc/conf.d/gone"), content: undefined, ...rights },
    ];
    const [validate, reloading] = [check, reload ?? "true"].map((line) => ["sh", "-c", `cd ${host.folder}/etc && ${line}`]) as [
      string[],
      string[],
    ];
    const given = reload === undefined ? {} : { reload: reloading };
    return runOn(host, [swapFiles({ doing: "swap", journal: journal(), files, validate, ...given })], blobs);
  }

  const seesNew = `cat main 'conf.d/new one' conf.d/other && [ ! -e conf.d/gone ]`;

  for (const { title, prepare, says } of [
    { title: "in a private view", prepare: () => undefined, says: "" },
    {
      title: "where there is no private view",
      prepare: () => standIn(host, "unshare", "exit 1"),
      says: "there can be no private view here: the checker reads the files in place\n",
    },
  ]) {
    describe(title, () => {
      beforeEach(() => prepare());

      it("shows the checker the new files at their real paths, beside the others, and puts them in place", () => {
        expect(swap(seesNew)).to.deep.equal({ status: 0, output: `${says}new mainnew oneother` });
        expect(state()).to.deep.equal(live);
        expect(snapshot(join(host.folder, "etc/main"))).to.match(/^100640 0:0 /);
        expect([leftovers(), readdirSync(join(host.state, "config"))]).to.deep.equal([[], []]);
      });

      it("leaves all as it was when the checker refuses, and shows its words", () => {
        const { status, output } = swap("echo 'main:1: bad'; false");
        expect(status).to.equal(65);
        expect(output).to.equal(`${says}main:1: bad\nCannot swap: its checker refused the new content\n`);
        expect(state()).to.deep.equal(old);
        expect([leftovers(), readdirSync(join(host.state, "config"))]).to.deep.equal([[], []]);
      });

      const inForce = () => textOf(join(host.folder, "etc/force"));

      it("brings the files into force by a reload, once they are in place", () => {
        expect(swap("true", { reload: "cat main >force" })).to.deep.equal({ status: 0, output: says });
        expect([state(), inForce()]).to.deep.equal([live, "new main"]);
        expect([leftovers(), readdirSync(join(host.state, "config"))]).to.deep.equal([[], []]);
      });

      it("does not reload what the checker refused", () => {
        expect(swap("false", { reload: "cat main >force" }).status).to.equal(65);
        expect([state(), inForce()]).to.deep.equal([old, undefined]);
      });

      it("puts back what was there when the reload fails, and reloads that", () => {
        const { status, output } = swap("true", { reload: "cat main >force && ! grep new main" });
        expect(status).to.equal(65);
        expect(output).to.equal(`${says}new main\nCannot swap: it could not be reloaded; what was there is back, and is in force again\n`);
        expect([state(), inForce()]).to.deep.equal([old, "old main"]);
        expect([leftovers(), readdirSync(join(host.state, "config"))]).to.deep.equal([[], []]);
      });

      it("says so when what was there cannot be reloaded either", () => {
        const { status, output } = swap("true", { reload: "echo no >&2; false" });
        expect([status, output]).to.deep.equal([
          1,
          `${says}no\nno\nCannot swap: it could not be reloaded; what was there is back, and could not be reloaded either\n`,
        ]);
        expect(state()).to.deep.equal(old);
      });

      it("puts back what was there, and starts over, where a run was killed at its reload", () => {
        swap("true", { reload: "kill -9 0" });
        expect(state()).to.deep.equal(live);
        expect(swap("false", { reload: "cat main >force" }).status).to.equal(65);
        expect([state(), inForce(), leftovers(), existsSync(journal())]).to.deep.equal([old, undefined, [], false]);
      });

      it("runs again without harm", () => {
        swap("true");
        expect(swap("true").status).to.equal(0);
        expect(state()).to.deep.equal(live);
      });

      it("finishes or undoes what a killed run began, whenever that was", function () {
        this.timeout(20_000);
        for (let call = 1; call <= 12; call += 1) {
          standIn(host, "mv", killAt(host, call));
          const { status } = swap(seesNew);
          rmSync(join(host.bin, "mv"));
          rmSync(join(host.bin, "calls"), { force: true });
          expect(swap("false").status, `mv ${String(call)}`).to.equal(65);
          expect([live, old], `mv ${String(call)}`).to.deep.include(state());
          expect([leftovers(), existsSync(journal())]).to.deep.equal([[], false]);
          if (status === 0) return;
          putBack();
        }
        throw new Error("it never got through");
      });
    });
  }

  it("shows nobody else what it checks", () => {
    const { output } = swap(`nsenter -m -t ${String(process.pid)} cat ${host.folder}/etc/main; false`);
    expect(output).to.match(/^old main/);
  });

  it("falls back where something is mounted below a folder, for it would vanish", () => {
    const { output } = runMounted();
    expect(output).to.match(/there can be no private view here/);
    expect(output).to.match(/mounted$/);
  });

  it("stages nothing when a file did not arrive whole", () => {
    const { status } = swap("true", { content: { source: blobPath(blob("new main")), sha256: blob("x").sha256 } });
    expect(status).to.equal(74);
    expect([state(), leftovers()]).to.deep.equal([old, []]);
  });

  it("refuses a folder in a file's place, and a folder that is not there, before anything is swapped", () => {
    expect(swap("true", { path: join(host.folder, "etc") }).output).to.match(/a folder is there/);
    expect(swap("true", { path: join(host.folder, "no/main") }).output).to.match(/there is no folder/);
    expect([state(), leftovers()]).to.deep.equal([old, []]);
  });

  it("swaps in folders of other accounts, and replaces symlinks", () => {
    chownSync(join(host.folder, "etc"), NOBODY, NOBODY);
    rmSync(join(host.folder, "etc/main"));
    symlinkSync("conf.d/other", join(host.folder, "etc/main"));
    expect(swap(seesNew).status).to.equal(0);
    expect([state(), textOf(join(host.folder, "etc/conf.d/other"))]).to.deep.equal([live, "other"]);
  });

  function putBack(): void {
    rmSync(join(host.folder, "etc/conf.d/new one"), { force: true });
    writeFileSync(join(host.folder, "etc/main"), "old main");
    writeFileSync(join(host.folder, "etc/conf.d/gone"), "old gone");
  }

  function runMounted(): Omit<Outcome, "title"> {
    writeFileSync(join(host.state, "over"), "mounted");
    const one = blob("new main");
    const path = join(host.folder, "etc/main");
    const files = [{ path, content: { source: blobPath(one), sha256: one.sha256 }, ...rights }];
    const command = swapFiles({ doing: "swap", journal: journal(), files, validate: ["cat", join(host.folder, "etc/conf.d/other")] });
    const mount = sh`mount --bind ${join(host.state, "over")} ${join(host.folder, "etc/conf.d/other")}`;
    const mounted = sh`export blobs; unshare -m sh -c ${`${mount.text}\n${command.text}`}`;
    return runOn(host, [mounted], [one]);
  }
});

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** A program's stand-in that kills the whole run at its n-th call. */
function killAt(host: LocalHost, call: number): string {
  const calls = join(host.bin, "calls");
  return `echo x >>${calls}; [ "$(wc -l <${calls})" -ne ${call} ] || kill -9 0; exec /bin/mv "$@"`;
}
