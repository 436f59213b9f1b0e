import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { blob, blobPath } from "../../src/model/blob.ts";
import { type Edit, editFile } from "../../src/shell/edit-file.ts";
import { type LineEdit, lineFilter, lineSpec } from "../../src/shell/edit-line.ts";
import { type LocalHost, localHost, type Outcome, runOn, standIn } from "../support/local-host.ts";
import { NOBODY, snapshot } from "../support/odd-states.ts";

describe("editFile", () => {
  let host: LocalHost;
  let path: string;
  beforeEach(() => {
    host = localHost();
    path = join(host.folder, "-a file\n");
    writeFileSync(path, "a\nb\n");
  });
  afterEach(() => host.remove());

  function edit(line: LineEdit, changes: Partial<Edit> = {}): Omit<Outcome, "title"> {
    const spec = blob(lineSpec(line));
    const whole = {
      path,
      filter: lineFilter(line),
      source: blobPath(spec),
      sha256: spec.sha256,
      isThere: true,
      create: undefined,
      validate: [],
    };
    return runOn(host, [editFile({ ...whole, ...changes })], [spec]);
  }

  const add: LineEdit = { op: "insert", line: "c" };

  it("edits, and keeps owner and mode", () => {
    chmodSync(path, 0o6711);
    chownSync(path, NOBODY, 0);
    chmodSync(path, 0o6711);
    expect(edit(add)).to.deep.equal({ status: 0, output: "" });
    expect(snapshot(path)).to.equal(`106711 ${NOBODY}:0 ${Buffer.from("a\nb\nc\n").toString("base64")}`);
  });

  it("does nothing to a file that is right already", () => {
    const { ino } = statSync(path);
    expect(edit({ op: "insert", line: "b" }).status).to.equal(0);
    expect(statSync(path).ino).to.equal(ino);
  });

  it("does not undo what was written since the plan", () => {
    writeFileSync(path, "a\nb\nnewer\n");
    edit(add);
    expect(readFileSync(path, "utf8")).to.equal("a\nb\nnewer\nc\n");
  });

  const refused: readonly {
    readonly title: string;
    readonly run: () => Omit<Outcome, "title">;
    readonly words: RegExp;
    readonly status?: number;
  }[] = [
    {
      title: "a line that is gone",
      run: () => edit({ op: "replace", old: "gone", line: "c" }),
      words: /its lines changed since they were read: run again/,
    },
    { title: "a file that is gone", run: () => edit(add, { path: `${path}.no` }), words: /there is no such file/ },
    { title: "a file that never was there", run: () => edit(add, { path: `${path}.no`, isThere: false }), words: /there is no such file/ },
    { title: "a folder", run: () => edit(add, { path: host.folder }), words: /it is no regular file/ },
    {
      title: "content that its checker refuses",
      run: () => edit(add, { validate: ["grep", "-c", "z", "%s"] }),
      words: /^0\n[^]*its checker refused/,
      status: 65,
    },
    {
      title: "a specification that did not arrive whole",
      run: () => edit(add, { sha256: blob("").sha256 }),
      words: /did not arrive whole/,
      status: 74,
    },
  ];
  for (const { title, run, words, status = 1 } of refused) {
    it(`refuses ${title}`, () => {
      const outcome = run();
      expect(outcome.output).to.match(words);
      expect(outcome.status).to.equal(status);
      expect(readFileSync(path, "utf8")).to.equal("a\nb\n");
    });
  }

  it("refuses a symlink", () => {
    symlinkSync(path, join(host.folder, "link"));
    expect(edit(add, { path: join(host.folder, "link") }).output).to.match(/it is a symlink: name the file that it leads to/);
  });

  it("makes a file when it may", () => {
    expect(edit(add, { path: `${path}.new`, isThere: false, create: "640" })).to.deep.equal({ status: 0, output: "" });
    expect(snapshot(`${path}.new`)).to.equal(`100640 0:0 ${Buffer.from("c\n").toString("base64")}`);
  });

  it("leaves a file that came since the plan for the next wave", () => {
    for (const create of [undefined, "644"]) expect(edit(add, { isThere: false, create }).status).to.equal(0);
    expect(readFileSync(path, "utf8")).to.equal("a\nb\n");
  });

  it("never reads through a symlink that took the file's place while we looked", () => {
    const prey = join(host.state, "shadow");
    writeFileSync(prey, "secret\n");
    mkdirSync(join(host.folder, "theirs"));
    chownSync(join(host.folder, "theirs"), NOBODY, NOBODY);
    const theirs = join(host.folder, "theirs/file");
    writeFileSync(theirs, "a\n");
    standIn(host, "dd", `ln -sf ${prey} ${theirs}; exec /bin/dd "$@"`);
    expect(edit(add, { path: theirs }).output).to.match(/Too many levels of symbolic links/);
    expect(existsSync(prey) && readFileSync(prey, "utf8")).to.equal("secret\n");
  });
});
