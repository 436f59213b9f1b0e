import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { blob, blobPath } from "../../src/model/blob.ts";
import { removeFile, replaceFile, setFileRights } from "../../src/shell/replace-file.ts";
import type { Command } from "../../src/shell/sh.ts";
import { type LocalHost, localHost, runOn, standIn } from "../support/local-host.ts";
import { NOBODY, oddNames, snapshot } from "../support/odd-states.ts";

const rights = { owner: "root", group: "root", mode: "0640" };
const wanted = blob("new\n");

describe("replaceFile", () => {
  let host: LocalHost;
  let path: string;
  beforeEach(() => {
    host = localHost();
    path = join(host.folder, "motd");
    writeFileSync(path, "old\n");
  });
  afterEach(() => host.remove());

  const replace = (changes: Partial<Parameters<typeof replaceFile>[0]> = {}): Command =>
    replaceFile({ path, source: blobPath(wanted), sha256: wanted.sha256, ...rights, ...changes });
  const run = (command: Command) => runOn(host, [command], [wanted]);
  const leftovers = () => readdirSync(host.folder).filter((name) => name.includes(".infra-"));

  it("replaces content and rights by a new file, so that a reader of the old one keeps it", () => {
    linkSync(path, join(host.folder, "reader"));
    expect(run(replace({ owner: "nobody", group: String(NOBODY), mode: "4755" }))).to.deep.equal({ status: 0, output: "" });
    expect(snapshot(path)).to.equal(`104755 ${NOBODY}:${NOBODY} ${Buffer.from("new\n").toString("base64")}`);
    expect(readFileSync(join(host.folder, "reader"), "utf8")).to.equal("old\n");
    expect(leftovers()).to.deep.equal([]);
  });

  it("runs again without harm", () => {
    run(replace());
    const before = snapshot(path);
    expect(run(replace()).status).to.equal(0);
    expect(snapshot(path)).to.equal(before);
  });

  it("writes to any name", () => {
    const commands = oddNames.map((name) => replace({ path: join(host.folder, name), validate: ["grep", "-q", "new", "%s"] }));
    expect(runOn(host, commands, [wanted])).to.deep.equal({ status: 0, output: "" });
    for (const name of oddNames) expect(readFileSync(join(host.folder, name), "utf8"), name).to.equal("new\n");
  });

  it("refuses content that did not arrive whole", () => {
    expect(run(replace({ sha256: blob("other").sha256 }))).to.deep.include({ status: 74 });
    expect(readFileSync(path, "utf8")).to.equal("old\n");
  });

  it("keeps the old file when the checker refuses, and shows its words", () => {
    const { status, output } = run(replace({ validate: ["sh", "-c", 'echo "line 1: bad: $(cat "$1")"; false', "sh", "%s"] }));
    expect(status).to.equal(65);
    expect(output).to.equal(`line 1: bad: new\nCannot write ${path}: its checker refused the new content\n`);
    expect(readFileSync(path, "utf8")).to.equal("old\n");
    expect(leftovers()).to.deep.equal([]);
  });

  it("puts the staged path where %s stands, also inside a word", () => {
    const { output } = run(replace({ validate: ["echo", "--file=%s", "100%", "%s,%s"] }));
    const staged = `${host.folder}/.motd.infra-XXXXXXXX`;
    expect(output.replaceAll(/infra-\w{8}/g, "infra-XXXXXXXX")).to.equal(`--file=${staged} 100% ${staged},${staged}\n`);
  });

  it("replaces a symlink, not what it leads to", () => {
    symlinkSync("motd", join(host.folder, "link"));
    expect(run(replace({ path: join(host.folder, "link") })).status).to.equal(0);
    expect(lstatSync(join(host.folder, "link")).isFile()).to.equal(true);
    expect(readFileSync(path, "utf8")).to.equal("old\n");
  });

  it("refuses a folder in its place", () => {
    expect(run(replace({ path: host.folder }))).to.deep.equal({ status: 1, output: `Cannot write ${host.folder}: a folder is there\n` });
  });

  it("says which folder is missing", () => {
    const missing = join(host.folder, "no", "file");
    expect(run(replace({ path: missing })).output).to.equal(`Cannot write ${missing}: there is no folder ${join(host.folder, "no")}\n`);
  });

  it("removes what a killed run left, of this file only", () => {
    writeFileSync(join(host.folder, ".motd.infra-abcdefgh"), "half");
    writeFileSync(join(host.folder, ".motd2.infra-abcdefgh"), "of another file");
    run(replace());
    expect(leftovers()).to.deep.equal([".motd2.infra-abcdefgh"]);
  });

  for (const tool of ["sha256sum", "cat", "chown", "sync", "mv"]) {
    it(`keeps the old file when ${tool} fails, and mends it later`, () => {
      standIn(host, tool, "echo 'No space left on device' >&2; exit 1");
      expect(run(replace()).status).not.to.equal(0);
      expect(readFileSync(path, "utf8")).to.equal("old\n");
      standIn(host, tool, `PATH=/usr/bin:/bin exec ${tool} "$@"`);
      expect(run(replace()).status).to.equal(0);
      expect(readFileSync(path, "utf8")).to.equal("new\n");
      expect(leftovers()).to.deep.equal([]);
    });

    it(`leaves the old file or the new one when it is killed at ${tool}, and mends it later`, () => {
      standIn(host, tool, "kill -9 0");
      expect(run(replace()).status).to.equal(-1);
      expect(readFileSync(path, "utf8")).to.be.oneOf(["old\n", "new\n"]);
      standIn(host, tool, `PATH=/usr/bin:/bin exec ${tool} "$@"`);
      expect(run(replace()).status).to.equal(0);
      expect(leftovers()).to.deep.equal([]);
    });
  }

  it("writes a mount point in place", () => {
    const over = join(host.state, "over");
    writeFileSync(over, "mounted\n");
    expect(inMounted(over, path, replace()).status).to.equal(0);
    expect(snapshot(over)).to.equal(`100640 0:0 ${Buffer.from("new\n").toString("base64")}`);
    expect(leftovers()).to.deep.equal([]);
  });

  it("refuses to write much in place", () => {
    const large = blob("large\n".repeat(20_000));
    const over = join(host.state, "over");
    writeFileSync(over, "mounted\n");
    runOn(host, [], [large]);
    const { status, stdout } = inMounted(over, path, replace({ source: blobPath(large), sha256: large.sha256 }));
    expect(status).to.equal(1);
    expect(stdout).to.match(/it is a mount point, and the content is too large to be written in place/);
    expect(readFileSync(over, "utf8")).to.equal("mounted\n");
  });

  /** Runs a command where `over` is mounted over `at`. */
  function inMounted(over: string, at: string, command: Command): { readonly status: number | null; readonly stdout: string } {
    runOn(host, [], [wanted]);
    const input = `mount --bind "$1" "$2"; blobs=${join(host.folder, "../blobs")}; exec 2>&1; ${command.text}`;
    return spawnSync("unshare", ["-m", "dash", "-s", over, at], { input, encoding: "utf8" });
  }
});

describe("setFileRights", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  it("sets them on the file itself in a folder of root's", () => {
    const path = join(host.folder, "-a file\n");
    writeFileSync(path, "content");
    const { ino } = statSync(path);
    expect(runOn(host, [setFileRights({ path, owner: "nobody", group: "nogroup", mode: "600" })])).to.deep.equal({ status: 0, output: "" });
    expect(snapshot(path)).to.match(/^100600 65534:65534 /);
    expect(statSync(path).ino).to.equal(ino);
  });

  it("sets them on a copy in a folder of somebody else's, whose other names for the file stay as they are", () => {
    chownSync(host.folder, NOBODY, NOBODY);
    const path = join(host.folder, "file");
    writeFileSync(path, "content");
    linkSync(path, join(host.state, "other name"));
    expect(runOn(host, [setFileRights({ path, ...rights, owner: "nobody" })])).to.deep.equal({ status: 0, output: "" });
    expect(snapshot(path)).to.equal(`100640 ${NOBODY}:0 ${Buffer.from("content").toString("base64")}`);
    expect(snapshot(join(host.state, "other name"))).to.match(/^100644 0:0 /);
  });

  it("never follows a symlink", () => {
    const [path, prey] = [join(host.folder, "link"), join(host.state, "prey")];
    writeFileSync(prey, "");
    chmodSync(prey, 0o600);
    symlinkSync(prey, path);
    expect(runOn(host, [setFileRights({ path, ...rights })]).output).to.equal(`Cannot set rights of ${path}: it is no regular file\n`);
    expect(statSync(prey).mode & 0o777).to.equal(0o600);
  });
});

describe("removeFile", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  it("removes a file, a symlink, and what a killed run left", () => {
    for (const name of oddNames) writeFileSync(join(host.folder, name), "");
    symlinkSync("/usr", join(host.folder, "link"));
    writeFileSync(join(host.folder, ".plain.infra-abcdefgh"), "");
    const commands = [...oddNames, "link"].map((name) => removeFile(join(host.folder, name)));
    expect(runOn(host, commands)).to.deep.equal({ status: 0, output: "" });
    expect(readdirSync(host.folder)).to.deep.equal([]);
  });

  it("takes what is not there for removed, its folder too", () => {
    expect(runOn(host, [removeFile(join(host.folder, "no"))]).status).to.equal(0);
    expect(runOn(host, [removeFile(join(host.folder, "no", "file"))]).status).to.equal(0);
  });

  it("refuses a folder", () => {
    mkdirSync(join(host.folder, "a"));
    expect(runOn(host, [removeFile(join(host.folder, "a"))]).output).to.match(/a folder is there/);
  });
});
