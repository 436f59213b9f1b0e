import type { Fact } from "../model/fact.ts";
import { sysctlFile, sysctlPath } from "../model/sysctl-key.ts";
import { parseIndexedLines, printIndexedLines } from "./indexed-lines.ts";

/** A kernel setting as it is. */
export interface SysctlState {
  /** As the kernel prints it, tabs and all; `undefined`: there is no such setting, or it cannot be read. */
  readonly live: string | undefined;
  /** Content of the file that keeps it, without its last newline; `undefined`: no file, or an empty one. */
  readonly persisted: string | undefined;
}

/** Reads kernel settings and the files that keep them; one awk for all. */
export const sysctlState: Fact<string, SysctlState> = {
  name: "sysctl-state",
  script: (keys) => printIndexedLines(keys.flatMap((key) => [sysctlPath(key), sysctlFile(key)])),
  parse(output, keys) {
    const texts = parseIndexedLines(Buffer.from(output).toString());
    return keys.map((_, index) => ({ live: texts.get(2 * index), persisted: texts.get(2 * index + 1) }));
  },
};
