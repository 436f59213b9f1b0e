import { join } from "node:path";
import { sha256 } from "../model/blob.ts";

/** A Debian release that the sandbox's hosts run: two, so that every test meets both. */
export type Suite = "trixie" | "bookworm";

/** What an image is for: a release's hosts, `lab`, or the program that stands in for services. */
export type ImageTag = Suite | "lab" | "stand-ins";

/** One host of the sandbox as it is declared; its address is found out when it is made. */
export interface SandboxHost {
  readonly name: string;
  readonly suite: Suite;
  /** Default: its release's. */
  readonly image?: ImageTag;
  /** Last number of its addresses in the network that is chosen for the fleet. */
  readonly number: number;
}

/** The hosts of every sandbox, in the order in which they are shown. */
export const sandboxHosts: readonly SandboxHost[] = [
  { name: "eu", suite: "trixie", number: 11 },
  { name: "us", suite: "trixie", number: 12 },
  { name: "in", suite: "bookworm", number: 13 },
];

/** Stands beside the hosts and in no inventory: what the fleet finds outside of itself, such as vendors' archives. */
export const labHost: SandboxHost = { name: "lab", suite: "trixie", image: "lab", number: 10 };

/** The releases of `sandboxHosts`, each once. */
export const suites: readonly Suite[] = [...new Set(sandboxHosts.map(({ suite }) => suite))];

/** The prefix of the one sandbox that needs no option. */
export const DEFAULT_PREFIX = "geosteer";

/** Label of everything in the engine that belongs to a sandbox; its value is the prefix. */
export const PREFIX_LABEL = "geosteer.sandbox";

/** Label that holds the digest of what an image or container was made from: another digest means that it is made anew. */
export const RECIPE_LABEL = "geosteer.recipe";

/** Label of the network that holds the fleet's mirrors, see `renderMirrors`. */
export const MIRRORS_LABEL = "geosteer.mirrors";

/** Name of a host's container. */
export function containerName(prefix: string, host: string): string {
  return `${prefix}-${host}`;
}

/** Reference of an image; all prefixes share it. */
export function imageName(tag: ImageTag): string {
  return `geosteer-sandbox:${tag}`;
}

/** Name of the fleet's bridge on the engine's machine: the kernel takes 15 characters, whatever the prefix is. */
export function bridgeName(prefix: string): string {
  return `gs-${sha256(prefix).slice(0, 10)}`;
}

/** Where the files of a sandbox are: both are git-ignored and taken away by `sandboxDown`. */
export interface SandboxFiles {
  /** Inventory with the addresses, the key and the host keys. */
  readonly inventoryFile: string;
  /** Folder of the key with which the controller logs in. */
  readonly stateFolder: string;
}

/**
 * Where the files of a sandbox lie in a repository. Only the default sandbox's inventory is in `inventory/`, where it is read without an
 * option; that of any other prefix has to be named by `-i`.
 */
export function sandboxFiles(repository: string, prefix: string): SandboxFiles {
  const stateFolder = join(repository, ".infra", "sandbox", prefix);
  const inventoryFile = prefix === DEFAULT_PREFIX ? join(repository, "inventory", "sandbox.yml") : join(stateFolder, "inventory.yml");
  return { stateFolder, inventoryFile };
}
