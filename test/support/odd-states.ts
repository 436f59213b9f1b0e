import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, readlinkSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename } from "node:path";

/** An account that every Debian has and that owns nothing: the number of nobody and of nogroup. */
export const NOBODY = 65534;

/** What may be at a path before anybody declares it, by name: each makes it. */
export const oddStates: Readonly<Record<string, (path: string) => void>> = {
  nothing: () => undefined,
  "a file": (path) => writeFileSync(path, "something else\n"),
  "an empty file": (path) => writeFileSync(path, ""),
  "a binary file": (path) => writeFileSync(path, Buffer.from([0, 1, 2, 255, 254, 10, 0])),
  "a large file": (path) => writeFileSync(path, "line\n".repeat(20_000)),
  "a file of another account": (path) => {
    writeFileSync(path, "theirs\n");
    chownSync(path, NOBODY, NOBODY);
  },
  "a file with odd rights": (path) => {
    writeFileSync(path, "ours\n");
    chmodSync(path, 0o4711);
  },
  "a dangling symlink": (path) => symlinkSync("nowhere/at all", path),
  "a symlink to a file": (path) => {
    writeFileSync(`${path}.goal`, "the goal\n");
    symlinkSync(`${basename(path)}.goal`, path);
  },
  "a symlink to a folder": (path) => symlinkSync("/usr", path),
  "a pipe": (path) => void execFileSync("mkfifo", [path]),
  "an empty folder": (path) => mkdirSync(path, { mode: 0o700 }),
  "a folder with content": (path) => {
    mkdirSync(path);
    writeFileSync(`${path}/kept`, "kept\n");
  },
};

/** Names that a shell, or a tool's options, could take for something else. */
export const oddNames: readonly string[] = [
  "plain",
  "-rf",
  "two words",
  "new\nline",
  "end\n",
  "q'u\"o`t$(e)",
  "ünï😀",
  "back\\slash",
  "*",
  "%s",
  "a=b",
  "#",
];

/** All that is at a path, as one text to compare: type, rights, content, what is in a folder. */
export function snapshot(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return "nothing";
  const rights = `${stat.mode.toString(8)} ${stat.uid}:${stat.gid}`;
  if (stat.isSymbolicLink()) return `symlink to ${readlinkSync(path)}`;
  if (stat.isFile()) return `${rights} ${readFileSync(path).toString("base64")}`;
  if (!stat.isDirectory()) return rights;
  return [
    rights,
    ...readdirSync(path)
      .sort()
      .map((name) => `${name}: ${snapshot(`${path}/${name}`)}`),
  ].join("\n");
}
