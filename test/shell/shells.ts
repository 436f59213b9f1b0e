import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The shells that a host may have as sh: its command and what comes before the script's own options. */
export const shells: readonly (readonly [string, ...string[]])[] = [["dash"], ["bash", "--posix"], ["busybox", "sh"]];

/** Runs a script by a shell's standard input, as hosts do, so that no limit of argv applies. Returns its output, byte for byte. */
export function runScript([shell, ...options]: readonly [string, ...string[]], script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "infra-script-"));
  writeFileSync(join(folder, "script"), script);
  // From a file, for bash reads a pipe one byte at a time.
  const input = openSync(join(folder, "script"), "r");
  const { stdout, stderr, status } = spawnSync(shell, [...options, "-s"], { stdio: [input, "pipe", "pipe"], maxBuffer: 64 * 1024 * 1024 });
  closeSync(input);
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`${shell} ended with ${String(status)}: ${stderr.toString().slice(0, 500)}`);
  return stdout.toString();
}
