import type Docker from "dockerode";
import { attempt, runInside } from "../engine.ts";
import type { HostVars } from "../render-inventory.ts";
import type { TarEntry } from "../tar.ts";
import { archivePart } from "./archive.ts";
import type { LabPart } from "./lab-part.ts";
import { resolverPart } from "./resolver.ts";

/** Roles' variables by which `lab` stands in for what is outside. */
export type StandIns = HostVars;

const parts: readonly LabPart[] = [archivePart, resolverPart];

/** Packages of the image of `lab`, beside a host's. */
export const labPackages: readonly string[] = [...new Set(parts.flatMap(({ packages }) => packages))].sort();

/** Files of its container. */
export const labFiles: readonly TarEntry[] = parts.flatMap(({ files }) => files);

/** Sets up all that `lab` does, in its running container. */
export async function setUpLab(engine: Docker, container: string): Promise<StandIns> {
  const all = parts.map(async ({ setUp, vars }) => {
    return vars(await attempt(container, "set it up", () => runInside(engine, { container, words: ["sh", "-c", setUp] })));
  });
  return Object.assign({}, ...(await Promise.all(all))) as StandIns;
}
