import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { enterFolder } from "../../src/shell/enter-folder.ts";
import { sh } from "../../src/shell/sh.ts";
import { type LocalHost, localHost, runOn } from "../support/local-host.ts";
import { NOBODY, oddNames } from "../support/odd-states.ts";

const DAEMON = 1;

interface Case {
  readonly title: string;
  /** Folders to make, with their owner and mode. */
  readonly folders: readonly (readonly [string, number, number])[];
  /** Symlinks to make; a goal that begins with / begins at the test's folder. */
  readonly links?: readonly (readonly [string, string])[];
  readonly enter: string;
  /** Where it ends, or the words of the refusal. */
  readonly ends?: string;
  readonly guarded?: boolean;
  readonly refused?: RegExp;
}

const cases: readonly Case[] = [
  { title: "enters a folder of root's", folders: [["a", 0, 0o755]], enter: "a", ends: "a", guarded: true },
  { title: "enters an account's folder, which is not guarded", folders: [["a", NOBODY, 0o755]], enter: "a", ends: "a", guarded: false },
  {
    title: "enters a folder that a group can write to, which is not guarded",
    folders: [["a", 0, 0o775]],
    enter: "a",
    ends: "a",
    guarded: false,
  },
  {
    title: "enters a folder that all can write to, which is not guarded",
    folders: [["a", 0, 0o1777]],
    enter: "a",
    ends: "a",
    guarded: false,
  },
  {
    title: "enters root's folder in an account's",
    folders: [
      ["a", NOBODY, 0o755],
      ["a/b", 0, 0o755],
    ],
    enter: "a/b",
    ends: "a/b",
    guarded: true,
  },
  {
    title: "follows root's symlink",
    folders: [
      ["a", 0, 0o755],
      ["b", 0, 0o755],
    ],
    links: [["a/l", "/b"]],
    enter: "a/l",
    ends: "b",
  },
  {
    title: "follows root's relative symlink",
    folders: [
      ["a", 0, 0o755],
      ["b", 0, 0o755],
      ["b/c", 0, 0o755],
    ],
    links: [["a/l", "../b/./"]],
    enter: "a/l/c",
    ends: "b/c",
  },
  {
    title: "follows an account's symlink to its own",
    folders: [
      ["a", NOBODY, 0o755],
      ["b", NOBODY, 0o755],
    ],
    links: [["a/l", "../b"]],
    enter: "a/l",
    ends: "b",
  },
  {
    title: "refuses an account's symlink to root's folder",
    folders: [
      ["a", NOBODY, 0o755],
      ["b", 0, 0o755],
    ],
    links: [["a/l", "/b"]],
    enter: "a/l",
    refused: /a symlink of account 65534 leads to .*\/b, which is not its own/,
  },
  {
    title: "refuses an account's symlink to another account's folder",
    folders: [
      ["a", NOBODY, 0o755],
      ["b", DAEMON, 0o755],
    ],
    links: [["a/l", "/b"]],
    enter: "a/l",
    refused: /which is not its own/,
  },
  {
    title: "refuses root's symlink that leads over an account's to root's",
    folders: [
      ["a", 0, 0o755],
      ["b", NOBODY, 0o755],
      ["c", 0, 0o755],
    ],
    links: [
      ["a/l", "/b/m"],
      ["b/m", "/c"],
    ],
    enter: "a/l",
    refused: /which is not its own/,
  },
  {
    title: "refuses two accounts that play together",
    folders: [
      ["a", NOBODY, 0o755],
      ["b", DAEMON, 0o755],
      ["c", NOBODY, 0o755],
    ],
    links: [
      ["a/l", "/b/m"],
      ["b/m", "/c"],
    ],
    enter: "a/l",
    refused: /b\/m is a symlink that anybody may have put there/,
  },
  {
    title: "refuses a symlink in a folder of many",
    folders: [
      ["a", 0, 0o1777],
      ["b", 0, 0o755],
    ],
    links: [["a/l", "/b"]],
    enter: "a/l",
    refused: /a\/l is a symlink that anybody may have put there/,
  },
  {
    title: "refuses a symlink in a folder of a group",
    folders: [
      ["a", NOBODY, 0o775],
      ["b", NOBODY, 0o755],
    ],
    links: [["a/l", "/b"]],
    enter: "a/l",
    refused: /anybody may have put there/,
  },
  {
    title: "refuses a symlink to itself",
    folders: [["a", 0, 0o755]],
    links: [["a/l", "l"]],
    enter: "a/l",
    refused: /a\/l is one symlink too many/,
  },
  {
    title: "says which folder is not there",
    folders: [["a", 0, 0o755]],
    enter: "a/b/c",
    refused: /Cannot test: there is no folder .*\/a\/b\n/,
  },
];

describe("enterFolder", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  for (const { title, folders, links = [], enter, ends, guarded, refused } of cases) {
    it(title, () => {
      for (const [name, owner, mode] of folders) {
        mkdirSync(join(host.folder, name));
        chmodSync(join(host.folder, name), mode);
        chownSync(join(host.folder, name), owner, owner);
      }
      for (const [name, goal] of links) symlinkSync(goal.startsWith("/") ? join(host.folder, goal) : goal, join(host.folder, name));
      const { status, output } = runOn(host, [entering(join(host.folder, enter))]);
      if (refused !== undefined) {
        expect(output).to.match(refused);
        expect(status).to.equal(1);
      } else {
        expect([status, output.split("|")[0]]).to.deep.equal([0, join(host.folder, ends ?? "")]);
        if (guarded !== undefined) expect(output.split("|")[1]).to.equal(guarded ? "yes" : "");
      }
    });
  }

  it("takes a file on the way for no folder", () => {
    writeFileSync(join(host.folder, "a"), "");
    expect(runOn(host, [entering(join(host.folder, "a"))]).output).to.match(/there is no folder/);
  });

  it("enters folders of any name", () => {
    const folders = oddNames.map((name) => join(host.folder, name, name));
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    const { output } = runOn(host, folders.map(entering));
    expect(output).to.equal(folders.map((folder) => `${folder}|yes|`).join(""));
  });

  it("stays where it is when somebody moves the folder away and puts a symlink in its place", () => {
    const [folder, prey] = [join(host.folder, "a"), join(host.folder, "prey")];
    mkdirSync(folder);
    mkdirSync(prey);
    runOn(host, [
      sh`( doing=test
${enterFolder}
enter ${folder}
mv ${folder} ${`${folder}.away`} && ln -s ${prey} ${folder}
echo content >./file )`,
    ]);
    expect(existsSync(join(prey, "file"))).to.equal(false);
    expect(readFileSync(join(`${folder}.away`, "file"), "utf8")).to.equal("content\n");
  });
});

function entering(path: string): ReturnType<typeof sh> {
  return sh`( doing=test
${enterFolder}
enter ${path}
printf '%s|%s|' "$PWD" "$guarded" )`;
}
