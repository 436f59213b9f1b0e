import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type PathQuestion, type PathState, parseProbe } from "../../src/facts/path-probe.ts";
import { osRelease } from "../../src/facts/os-release.ts";
import { askPath, pathState, shownContent, wantOf } from "../../src/facts/path-state.ts";
import { sha256 } from "../../src/model/blob.ts";
import { missing } from "../../src/model/fact.ts";
import { Failure } from "../../src/model/failure.ts";
import { fromHost } from "../../src/model/from-host.ts";
import { Secret } from "../../src/model/secret.ts";
import { askWith } from "../support/fake-ask.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";
import { NOBODY, oddNames } from "../support/odd-states.ts";

const root = { owner: "root", uid: "0", group: "root", gid: "0", mode: "0644" };

describe("pathState", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  const at = (name: string) => join(host.folder, name);
  const look = (...questions: readonly PathQuestion[]) => askLocally(host, pathState, questions);

  it("tells what is at each path, by position", () => {
    writeFileSync(at("same"), "content");
    writeFileSync(at("other"), "other content");
    writeFileSync(at("empty"), "");
    mkdirSync(at("folder"));
    chmodSync(at("folder"), 0o2750);
    symlinkSync("to nowhere\n", at("dangling"));
    symlinkSync("folder", at("link"));
    execFileSync("mkfifo", [at("pipe")]);
    const want = sha256("content");
    const names = ["none", "same", "folder", "other", "dangling", "pipe", "empty", "link", "same/below", "folder/none"];
    const expected: readonly PathState[] = [
      { type: "absent" },
      { ...root, type: "file", size: 7, sha256: want, content: undefined },
      { ...root, type: "directory", mode: "2750" },
      { ...root, type: "file", size: 13, sha256: sha256("other content"), content: Buffer.from("other content") },
      { ...root, type: "symlink", mode: "0777", target: "to nowhere\n" },
      { ...root, type: "other" },
      { ...root, type: "file", size: 0, sha256: sha256(""), content: Buffer.from("") },
      { ...root, type: "symlink", mode: "0777", target: "folder" },
      { type: "absent" },
      { type: "absent" },
    ];
    expect(look(...names.map((name) => ({ path: at(name), want })))).to.deep.equal(expected);
  });

  it("reads no content where only the rights are asked for", () => {
    writeFileSync(at("a"), "content");
    chownSync(at("a"), NOBODY, 4_000_000_000);
    chmodSync(at("a"), 0o4755);
    expect(look({ path: at("a"), want: "rights" })).to.deep.equal([
      {
        type: "file",
        owner: "nobody",
        uid: "65534",
        group: "4000000000",
        gid: "4000000000",
        mode: "4755",
        size: 7,
        sha256: undefined,
        content: undefined,
      },
    ]);
  });

  it("brings the digest alone where that is asked for, whether it fits or not", () => {
    writeFileSync(at("a"), "old secret");
    const seen = look({ path: at("a"), want: "digest" }, { path: at("none"), want: "digest" }, { path: at("a"), want: sha256("x") });
    const digest = sha256("old secret");
    expect(seen).to.deep.equal([
      { ...root, type: "file", size: 10, sha256: digest, content: undefined },
      { type: "absent" },
      { ...root, type: "file", size: 10, sha256: digest, content: Buffer.from("old secret") },
    ]);
    const output = spawnSync("dash", [], { input: pathState.script([{ path: at("a"), want: "digest" }]).text }).stdout;
    expect(output.toString()).to.contain(digest).and.not.contain("old secret");
  });

  it("takes names for data, whatever is in them", () => {
    for (const name of oddNames) writeFileSync(at(name), `content of ${name}`);
    const seen = look(...oddNames.map((name) => ({ path: at(name), want: "content" })));
    expect(seen.map((one) => contentOf(one)?.toString())).to.deep.equal(oddNames.map((name) => `content of ${name}`));
  });

  it("brings up to 64 KiB of content, and none of a larger file", () => {
    const contents = [Buffer.alloc(64 * 1024, "\0\n"), Buffer.alloc(64 * 1024 + 1, "b"), Buffer.from([0, 255, 10, 13])];
    contents.forEach((content, index) => writeFileSync(at(String(index)), content));
    const seen = look(...contents.map((_, index) => ({ path: at(String(index)), want: sha256("wanted") })));
    expect(seen).to.deep.equal([
      { ...root, type: "file", size: 65_536, sha256: sha256(contents[0] ?? ""), content: contents[0] },
      { ...root, type: "file", size: 65_537, sha256: sha256(contents[1] ?? ""), content: undefined },
      { ...root, type: "file", size: 4, sha256: sha256(contents[2] ?? ""), content: contents[2] },
    ]);
  });

  it("asks 1,000 paths in one call of each tool", () => {
    const questions: PathQuestion[] = [];
    for (let index = 0; index < 1000; index += 1) {
      const path = at(`file number ${String(index)}`);
      if (index % 3 !== 0) writeFileSync(path, String(index));
      questions.push({ path, want: sha256(String(index % 3 === 1 ? index : "")) });
    }
    for (const tool of ["stat", "sha256sum", "head"]) standIn(host, tool, `echo x >>${host.bin}/calls.${tool}; exec /usr/bin/${tool} "$@"`);
    const same = look(...questions).map(
      (seen) => typeof seen === "object" && "type" in seen && seen.type === "file" && seen.content === undefined,
    );
    expect(same).to.deep.equal(questions.map((_, index) => index % 3 === 1));
    const calls = ["stat", "sha256sum", "head"].map((tool) =>
      execFileSync("wc", ["-l"], { input: execFileSync("cat", [`${host.bin}/calls.${tool}`]) }),
    );
    // xargs(1) cuts a list that is longer than 128 KiB.
    for (const count of calls) expect(Number(count.toString())).to.be.lessThan(4);
  });

  for (const tool of ["stat", "sha256sum", "readlink", "head"]) {
    it(`fails, and makes up nothing, when ${tool} does`, () => {
      writeFileSync(at("a"), "content");
      symlinkSync("a", at("link"));
      standIn(host, tool, "echo 'Input/output error' >&2; exit 1");
      const seen = look({ path: at("link"), want: "content" }, { path: at("a"), want: "content" });
      expect(seen.map((one) => one instanceof Failure && one.message.includes("Input/output error"))).to.deep.equal([true, true]);
    });
  }

  it("fails for a file alone that is written while it is read", () => {
    writeFileSync(at("a"), "content a");
    writeFileSync(at("b"), "content b");
    standIn(host, "head", `printf 'CONTENT B' >${at("b")}; exec /usr/bin/head "$@"`);
    const [a, b] = look({ path: at("a"), want: "content" }, { path: at("b"), want: "content" });
    expect(a).to.deep.include({ content: Buffer.from("content a") });
    expect(b).to.deep.include({ code: "FACT_FAILED", message: `Cannot read ${at("b")}: it was written while it was read` });
  });

  it("reads an answer of nothing but absent paths", () => {
    expect(
      parseProbe(
        Buffer.from("- -\0"),
        [
          { path: "/a", want: "rights" },
          { path: "/b", want: "rights" },
        ],
        1,
      ),
    ).to.deep.equal([{ type: "absent" }, { type: "absent" }]);
  });
});

describe("askPath", () => {
  it("takes a host without the tools for an empty one", async () => {
    expect(await askPath(askWith({ "path-state": () => missing }), { path: "/a", want: "rights" })).to.deep.equal({ type: "absent" });
    expect(await askPath(askWith({ "path-state": () => ({ type: "other", ...root }) }), { path: "/a", want: "rights" })).to.deep.equal({
      type: "other",
      ...root,
    });
  });
});

describe("wantOf", () => {
  it("is the digest of content that is known, and the rights where no file shall be", () => {
    const wants = ["a", Buffer.from("a"), undefined].map((content) => wantOf({ content, mode: "0600" }));
    expect(wants).to.deep.equal([sha256("a"), sha256("a"), "rights"]);
  });

  it("has a host send nothing of what a secret replaces, nor may come to replace", () => {
    const later = fromHost(osRelease, "", () => "a");
    expect(wantOf({ content: new Secret(["key"], "a"), mode: "0600" })).to.equal("digest");
    expect(["0644", "0640"].map((mode) => wantOf({ content: later, mode }))).to.deep.equal(["content", "digest"]);
  });
});

describe("shownContent", () => {
  const file = { ...root, type: "file", size: 1, sha256: sha256("a"), content: Buffer.from("a") } as const;

  it("is the old content, its size where it is not known, and nothing where there is no file", () => {
    expect(shownContent(file, { mode: "0600" })).to.deep.equal(Buffer.from("a"));
    expect(shownContent({ ...file, content: undefined }, { mode: "0644" })).to.deep.equal({ size: 1 });
    expect(shownContent({ type: "absent" }, { mode: "0644" })).to.equal(undefined);
  });

  it("is the size alone of a file that was closed and shall be open: there may have been a secret in it", () => {
    expect(shownContent({ ...file, mode: "0640" }, { mode: "0644" })).to.deep.equal({ size: 1 });
    expect(shownContent({ ...file, mode: "0640" }, { mode: "0600" })).to.deep.equal(Buffer.from("a"));
  });
});

function contentOf(seen: unknown): Uint8Array | undefined {
  return typeof seen === "object" && seen !== null && "content" in seen && seen.content instanceof Uint8Array ? seen.content : undefined;
}
