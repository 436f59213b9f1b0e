import { runOnHosts } from "../../src/run/run-on-hosts.ts";
import { sh } from "../../src/shell/sh.ts";
import { repository } from "../support/repository.ts";
import type { BenchFleet } from "./bench-fleet.ts";

/** A regular file as it is on a host. */
export interface HostFile {
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
  readonly bytes: Buffer;
}

/** Reads files of each host, by path; `~name/…` is below an account's home. What is no regular file is left out. */
export async function readHostFiles(
  { inventoryFile }: BenchFleet,
  paths: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, HostFile>>> {
  const found = new Map<string, Map<string, HostFile>>();
  await runOnHosts("all", {
    folder: repository,
    inventory: [inventoryFile],
    command: sh`for path in ${paths}; do
  case $path in
    "~"*) name=$(printf %s "$path" | sed 's|^~||; s|/.*||'); real=$(getent passwd "$name" | cut -d: -f6)/$(printf %s "$path" | sed 's|^[^/]*/||') ;;
    *) real=$path ;;
  esac
  [ -f "$real" ] && [ ! -L "$real" ] || continue
  printf '%s\t%s\t%s\n' "$path" "$(stat -c '%U\t%G\t0%a' "$real" | sed 's/\\t/\t/g')" "$(base64 -w 0 "$real")"
done`,
    report: () => undefined,
    onOutput: (host, text) => {
      const files = found.get(host) ?? new Map<string, HostFile>();
      found.set(host, files);
      for (const line of text.split("\n").filter((one) => one.includes("\t"))) {
        const [path = "", owner = "", group = "", mode = "", base64 = ""] = line.split("\t");
        files.set(path, { owner, group, mode, bytes: Buffer.from(base64, "base64") });
      }
    },
  });
  return found;
}
