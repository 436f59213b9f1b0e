import { join } from "node:path";
import { expect } from "chai";
import { gitCommit } from "../../src/run/git-commit.ts";
import { repository } from "./repository.ts";

const commit = "f".repeat(40);

describe("gitCommit", () => {
  const table: readonly {
    readonly title: string;
    readonly files: Readonly<Record<string, string>>;
    readonly folder?: string;
    readonly found: string | undefined;
  }[] = [
    { title: "a branch", files: { ".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": `${commit}\n` }, found: commit },
    { title: "a folder below", files: { ".git/HEAD": `${commit}\n`, "a/b": "" }, folder: "a", found: commit },
    {
      title: "a packed branch",
      files: {
        ".git/HEAD": "ref: refs/heads/main\n",
        ".git/packed-refs": `# pack-refs\n${"0".repeat(40)} refs/heads/other\n${commit} refs/heads/main\n`,
      },
      found: commit,
    },
    {
      title: "a work tree",
      files: {
        "tree/.git": "gitdir: ../main/.git/worktrees/tree\n",
        "main/.git/worktrees/tree/HEAD": "ref: refs/heads/topic\n",
        "main/.git/worktrees/tree/commondir": "../..\n",
        "main/.git/refs/heads/topic": `${commit}\n`,
      },
      folder: "tree",
      found: commit,
    },
    { title: "a repository without a commit", files: { ".git/HEAD": "ref: refs/heads/main\n" }, found: undefined },
    { title: "an empty HEAD", files: { ".git/HEAD": "" }, found: undefined },
    { title: "no repository", files: { a: "" }, found: undefined },
  ];
  for (const { title, files, folder = "", found } of table) {
    it(title, () => {
      const made = repository(files);
      expect(gitCommit(join(made.path, folder))).to.equal(found);
      made.remove();
    });
  }
});
