import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { sysctlFile, sysctlPath } from "../model/sysctl-key.ts";
import { overFiles, parseOverFiles, printContents } from "./over-files.ts";

/** A kernel setting as it is. */
export interface SysctlState {
  /** As the kernel prints it, tabs and newline; `undefined`: there is no such setting, or it can only be written. */
  readonly live: string | undefined;
  /** Content of the file that keeps it; `undefined`: there is none. */
  readonly persisted: string | undefined;
}

/** Reads kernel settings and the files that keep them; one program for all. */
export const sysctlState: Fact<string, SysctlState> = {
  name: "sysctl-state",
  script: (keys) =>
    overFiles(
      printContents,
      keys.flatMap((key) => [sysctlPath(key), sysctlFile(key)]),
    ),
  parse(output, keys) {
    const runs = parseOverFiles(output, 1);
    if (runs instanceof Failure) return keys.map(() => runs);
    return keys.map((_, index) => ({ live: runs[0]?.get(2 * index), persisted: runs[0]?.get(2 * index + 1) }));
  },
};
