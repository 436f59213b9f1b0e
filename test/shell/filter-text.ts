import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "../../src/shell/sh.ts";

/** What a filter made of a text. */
export interface Filtered {
  readonly status: number | null;
  readonly text: string;
}

/** Runs an awk filter over a specification and a text, by the awk that is named. */
export function filterText(awk: string, filter: Command, spec: string, text: string): Filtered {
  const folder = mkdtempSync(join(tmpdir(), "infra-filter-"));
  try {
    writeFileSync(join(folder, "spec"), spec);
    writeFileSync(join(folder, "text"), text);
    const input = `awk() { ${awk} "$@"; }\n${filter.text} ${folder}/spec ${folder}/text`;
    const { status, stdout } = spawnSync("dash", ["-s"], {
      input,
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8" },
      maxBuffer: 16 * 1024 * 1024,
    });
    return { status, text: stdout.toString() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
