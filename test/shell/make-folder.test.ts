import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { makeFolder, removeFolder } from "../../src/shell/make-folder.ts";
import { type LocalHost, localHost, runOn, standIn } from "../support/local-host.ts";
import { NOBODY, oddNames, snapshot } from "../support/odd-states.ts";

const rights = { owner: "nobody", group: "root", mode: "2750" };

describe("makeFolder", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  it("makes a folder of any name, and again without harm", () => {
    const commands = [...oddNames, "plain"].map((name) => makeFolder({ path: join(host.folder, name), ...rights }));
    expect(runOn(host, commands)).to.deep.equal({ status: 0, output: "" });
    for (const name of oddNames) expect(snapshot(join(host.folder, name)), name).to.equal(`42750 ${NOBODY}:0`);
    expect(readdirSync(host.folder)).to.have.members(oddNames);
  });

  it("sets the rights of one that is there, and leaves its content", () => {
    mkdirSync(join(host.folder, "a"));
    writeFileSync(join(host.folder, "a", "file"), "");
    expect(runOn(host, [makeFolder({ path: join(host.folder, "a"), ...rights })]).status).to.equal(0);
    expect(snapshot(join(host.folder, "a"))).to.equal(`42750 ${NOBODY}:0\nfile: 100644 0:0 `);
  });

  it("takes away bits that the folder, or the one that it is made in, passes on", () => {
    chmodSync(host.folder, 0o2755);
    mkdirSync(join(host.folder, "old"));
    chmodSync(join(host.folder, "old"), 0o7777);
    for (const name of ["old", "new"]) {
      expect(runOn(host, [makeFolder({ path: join(host.folder, name), ...rights, mode: "755" })]).status).to.equal(0);
      expect(snapshot(join(host.folder, name))).to.equal(`40755 ${NOBODY}:0`);
    }
  });

  it("makes a folder in a folder of somebody else's", () => {
    chownSync(host.folder, NOBODY, NOBODY);
    expect(runOn(host, [makeFolder({ path: join(host.folder, "a"), owner: "root", group: "root", mode: "0700" })]).status).to.equal(0);
    expect(snapshot(join(host.folder, "a"))).to.equal("40700 0:0");
  });

  it("replaces a symlink, and leaves what it led to", () => {
    symlinkSync("/usr", join(host.folder, "a"));
    expect(runOn(host, [makeFolder({ path: join(host.folder, "a"), ...rights })]).status).to.equal(0);
    expect(snapshot(join(host.folder, "a"))).to.equal(`42750 ${NOBODY}:0`);
  });

  it("refuses a file in its place", () => {
    const path = join(host.folder, "a");
    writeFileSync(path, "");
    expect(runOn(host, [makeFolder({ path, ...rights })]).output).to.equal(
      `Cannot make folder ${path}: something else is there that is no folder\n`,
    );
  });

  for (const tool of ["mktemp", "chown", "chmod", "mv"]) {
    it(`makes none when ${tool} fails, and leaves nothing beside it`, () => {
      standIn(host, tool, "exit 1");
      expect(runOn(host, [makeFolder({ path: join(host.folder, "a"), ...rights })]).status).to.equal(1);
      expect(readdirSync(host.folder)).to.deep.equal([]);
    });
  }

  it("removes what a killed run left beside it", () => {
    mkdirSync(join(host.folder, ".a.infra-abcdefgh"));
    runOn(host, [makeFolder({ path: join(host.folder, "a"), ...rights })]);
    expect(readdirSync(host.folder)).to.deep.equal(["a"]);
  });
});

describe("removeFolder", () => {
  let host: LocalHost;
  let path: string;
  beforeEach(() => {
    host = localHost();
    path = join(host.folder, "-a folder\n");
  });
  afterEach(() => host.remove());

  const remove = (recurse: boolean) => runOn(host, [removeFolder(path, { recurse })]);

  it("removes an empty folder", () => {
    mkdirSync(path);
    expect(remove(false)).to.deep.equal({ status: 0, output: "" });
    expect(existsSync(path)).to.equal(false);
  });

  it("takes one that is not there for removed, the one that it was in too", () => {
    expect(remove(false).status).to.equal(0);
    expect(runOn(host, [removeFolder(join(host.folder, "no", "a"), { recurse: true })]).status).to.equal(0);
  });

  it("removes one with content only with recurse", () => {
    execFileSync("mkdir", ["-p", `${path}/b/c`]);
    symlinkSync(host.state, `${path}/link`);
    expect(remove(false).output).to.match(/Directory not empty/);
    expect(remove(true)).to.deep.equal({ status: 0, output: "" });
    expect([existsSync(path), existsSync(host.state)]).to.deep.equal([false, true]);
  });

  it("refuses a symlink and a file", () => {
    symlinkSync(host.state, path);
    expect(remove(true).output).to.equal(`Cannot remove folder ${path}: it is no folder\n`);
    expect(existsSync(host.state)).to.equal(true);
  });
});
