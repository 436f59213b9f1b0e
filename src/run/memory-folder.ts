import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { getuid, pid as ownPid } from "node:process";
import { Failure } from "../model/failure.ts";

/** File systems that live in memory: tmpfs and ramfs, by their magic numbers (statfs(2)). */
const IN_MEMORY = [0x01021994, 0x858458f6];
/** How our folders there are named: process, when it started, a random part. */
const OURS = /^infra-edit-(\d+)-(\d+)-\w+$/;

/** Where memory-backed folders may be, the first one that is one wins: `$XDG_RUNTIME_DIR`, which goes when its user logs out, then `/dev/shm`. */
export function memoryFolders(runtimeFolder: string | undefined): readonly string[] {
  return [...(runtimeFolder === undefined || runtimeFolder === "" ? [] : [runtimeFolder]), "/dev/shm"];
}

/**
 * Gives a folder of our own in memory to a piece of work and removes it afterwards. What a process that was killed leaves there the next one sweeps;
 * it never was on a disk.
 */
export async function inMemoryFolder<Result>(candidates: readonly string[], work: (folder: string) => Promise<Result>): Promise<Result> {
  const parent = candidates.find(isInMemory);
  if (parent === undefined) {
    throw new Failure(
      "USAGE",
      candidates.join(", "),
      "Cannot edit secrets: neither folder is in memory, and no secret is written to a disk",
      {
        hint: "Mount a tmpfs on /dev/shm, or let XDG_RUNTIME_DIR name a folder on one; infra secrets set needs none",
      },
    );
  }
  // 0700, by mkdtemp(3).
  const folder = mkdtempSync(join(parent, `infra-edit-${ownPid}-${startOf(ownPid) ?? 0}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes what processes that are gone left behind. */
export function sweepMemory(candidates: readonly string[]): void {
  for (const parent of candidates.filter((path) => existsSync(path))) {
    for (const name of readdirSync(parent)) {
      const [, pid, start] = OURS.exec(name) ?? [];
      const path = join(parent, name);
      if (pid === undefined || startOf(Number(pid)) === start || statSync(path, { throwIfNoEntry: false })?.uid !== getuid?.()) continue;
      rmSync(path, { recursive: true, force: true });
    }
  }
}

function isInMemory(path: string): boolean {
  return existsSync(path) && IN_MEMORY.includes(statfsSync(path).type);
}

/** When a process began, in ticks since the boot (proc(5)): a number may have gone to another process since. */
function startOf(pid: number): string | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}
