import type { HostVars } from "../render-inventory.ts";
import type { TarEntry } from "../tar.ts";

/**
 * One thing that `lab` does for the fleet. A new one is a file beside this one and its place in `lab.ts`.
 */
export interface LabPart {
  /** Debian packages that it needs; they are in the image. */
  readonly packages: readonly string[];
  /** Files that are there before the first start; another one makes the container anew. */
  readonly files: readonly TarEntry[];
  /** A shell program that sets it up, run as root at each `up`: where all is there already, it changes nothing and ends soon. */
  readonly setUp: string;
  /** Variables of each host by which it stands in for something, made from what `setUp` prints. */
  vars(printed: string): HostVars;
}
