import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { committedFiles, readRepositoryFile, repository } from "../support/repository.ts";

/** Folders that a checkout may lie in and that files of a server are named after. */
const ordinaryFolders = ["/", "/home", "/mnt", "/opt", "/root", "/srv", "/tmp", "/usr/src", "/var/tmp", homedir()];

describe("what is committed", () => {
  it("names no package mirror or registry of this machine", () => {
    expect(filesThatHold(hostsOfThisMachine())).to.deep.equal([]);
  });

  it("names no folder of this machine", () => {
    const folders = [repository, dirname(repository)].filter((folder) => !ordinaryFolders.includes(folder));
    expect(filesThatHold(folders.map((folder) => `${folder}/`))).to.deep.equal([]);
  });
});

function filesThatHold(words: readonly string[]): readonly string[] {
  return committedFiles().filter((path) => {
    const text = readRepositoryFile(path);
    return words.some((word) => text.includes(word));
  });
}

function hostsOfThisMachine(): readonly string[] {
  const registry = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const urls = [registry, ...aptSources()].flatMap((text) => text.match(/https?:\/\/[^\s\]]+/g) ?? []);
  const hosts = urls.map((url) => new URL(url).hostname);
  return [...new Set(hosts)];
}

function aptSources(): readonly string[] {
  const folder = "/etc/apt/sources.list.d";
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name)) : [];
  const paths = ["/etc/apt/sources.list", ...names.map((name) => join(folder, name))];
  return paths.filter((path) => existsSync(path)).map((path) => readFileSync(path, "utf8"));
}
