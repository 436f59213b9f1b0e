import { rm } from "node:fs/promises";
import type Docker from "dockerode";
import { attempt, ifThere, openEngine } from "./engine.ts";
import { DEFAULT_PREFIX, imageName, PREFIX_LABEL, type SandboxFiles, suites } from "./fleet.ts";
import { lowerGuard } from "./guard.ts";

/** What `sandboxDown` is told. */
export interface SandboxDown extends SandboxFiles {
  /** Default `geosteer`. */
  readonly prefix?: string;
  /** Take the images away too, which the fleets of all prefixes share? Default: they stay, so that the next `up` is fast. */
  readonly images?: boolean;
}

/** Takes away all of a sandbox and only it: containers with their volumes, the network, its guard, the key and the inventory. */
export async function sandboxDown({ prefix = DEFAULT_PREFIX, inventoryFile, stateFolder, images = false }: SandboxDown): Promise<void> {
  const engine = await openEngine();
  await removeContainers(engine, prefix);
  const helper = await attempt(imageName("trixie"), "look for the image", () => ifThere(engine.getImage(imageName("trixie")).inspect()));
  if (helper !== undefined) await lowerGuard(engine, prefix);
  await removeNetworks(engine, prefix);
  if (images) await removeImages(engine);
  await rm(inventoryFile, { force: true });
  await rm(stateFolder, { recursive: true, force: true });
}

async function removeContainers(engine: Docker, prefix: string): Promise<void> {
  const containers = await attempt(prefix, "list the containers", () => engine.listContainers({ all: true, filters: ours(prefix) }));
  await Promise.all(
    containers.map(({ Id, Names }) =>
      attempt(Names[0]?.slice(1) ?? Id, "remove the container", () => ifThere(engine.getContainer(Id).remove({ force: true, v: true }))),
    ),
  );
}

async function removeNetworks(engine: Docker, prefix: string): Promise<void> {
  const networks = await attempt(prefix, "list the networks", () => engine.listNetworks({ filters: ours(prefix) }));
  for (const { Id, Name } of networks) {
    await attempt(Name, "remove the network", () => ifThere(engine.getNetwork(Id).remove()));
  }
}

async function removeImages(engine: Docker): Promise<void> {
  for (const tag of ["lab", "stand-ins", ...suites] as const) {
    const name = imageName(tag);
    await attempt(name, "remove the image", () => ifThere(engine.getImage(name).remove()));
  }
}

function ours(prefix: string): Record<string, string[]> {
  return { label: [`${PREFIX_LABEL}=${prefix}`] };
}
