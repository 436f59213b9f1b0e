import { lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { makeSymlink, removeSymlink } from "../../src/shell/make-symlink.ts";
import { type LocalHost, localHost, runOn, standIn } from "../support/local-host.ts";
import { oddNames } from "../support/odd-states.ts";

describe("makeSymlink", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  it("links any name to any target, and again without harm", () => {
    const commands = [...oddNames, "plain"].map((name) => makeSymlink(join(host.folder, name), name));
    expect(runOn(host, commands)).to.deep.equal({ status: 0, output: "" });
    for (const name of oddNames) expect(readlinkSync(join(host.folder, name))).to.equal(name);
    expect(readdirSync(host.folder)).to.have.members(oddNames);
  });

  it("replaces a file, and a symlink to a folder without going there", () => {
    mkdirSync(join(host.folder, "folder"));
    writeFileSync(join(host.folder, "file"), "");
    symlinkSync("folder", join(host.folder, "link"));
    for (const name of ["file", "link"]) {
      expect(runOn(host, [makeSymlink(join(host.folder, name), "new")]).status).to.equal(0);
      expect(readlinkSync(join(host.folder, name))).to.equal("new");
    }
    expect(readdirSync(join(host.folder, "folder"))).to.deep.equal([]);
  });

  it("refuses to replace the very file that it leads to", () => {
    writeFileSync(join(host.folder, "a"), "");
    symlinkSync("a", join(host.folder, "b"));
    expect(runOn(host, [makeSymlink(join(host.folder, "a"), "b")]).output).to.match(/are the same file/);
    expect(lstatSync(join(host.folder, "a")).isFile()).to.equal(true);
  });

  it("refuses a folder in its place", () => {
    expect(runOn(host, [makeSymlink(host.folder, "new")]).output).to.equal(`Cannot link ${host.folder}: a folder is there\n`);
  });

  it("leaves nothing beside it when it fails", () => {
    standIn(host, "ln", "exit 1");
    expect(runOn(host, [makeSymlink(join(host.folder, "a"), "new")]).status).to.equal(1);
    expect(readdirSync(host.folder)).to.deep.equal([]);
  });
});

describe("removeSymlink", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  it("removes a symlink, also one that leads nowhere", () => {
    symlinkSync("nowhere", join(host.folder, "a"));
    for (const time of [1, 2])
      expect(runOn(host, [removeSymlink(join(host.folder, "a"))]), String(time)).to.deep.equal({ status: 0, output: "" });
    expect(readdirSync(host.folder)).to.deep.equal([]);
  });

  it("removes nothing else", () => {
    const path = join(host.folder, "a");
    writeFileSync(path, "");
    expect(runOn(host, [removeSymlink(path)]).output).to.equal(`Cannot remove ${path}: it is no symlink\n`);
    expect(lstatSync(path).isFile()).to.equal(true);
  });
});
