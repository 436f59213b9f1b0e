import { posix } from "node:path";
import { sha256 } from "../model/blob.ts";
import { revealed } from "../model/secret.ts";
import type { ComposeFile } from "./compose-file.ts";
import { parseMount } from "./compose-mounts.ts";
import type { ComposeService } from "./compose-service.ts";
import { namespacesOf, networksOf, stackLinks } from "./stack-links.ts";

/** Files that a stack's services have mounted, as far as they are known. */
export interface StackContents {
  /** Where the stack's Compose file lies on its host: relative paths in it begin there. */
  readonly folder: string;
  /** SHA-256 of files by their absolute paths on the host. */
  readonly contents: ReadonlyMap<string, string>;
}

/** What a container need not be made anew for: the order of starts, and where its image comes from. */
const passing = ["depends_on", "profiles", "pull_policy", "pull_refresh_after"];

/**
 * Gives each service of a normalised stack a digest (SHA-256) of everything that its containers depend on: its definition, the networks, volumes,
 * configs and secrets that it uses, the content of files that it has mounted, and the services whose namespaces it shares. When a digest stays,
 * the container may. No two definitions that mean something else have one digest; the order of keys means nothing.
 */
export function stackDigests(file: ComposeFile, { folder, contents }: StackContents): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  function digestOf(name: string, above: readonly string[]): string {
    const known = digests.get(name);
    const service = file.services[name];
    if (known !== undefined) return known;
    if (service === undefined || above.includes(name)) return "";
    const shared = namespacesOf(service).map((other) => [other, digestOf(other, [...above, name])]);
    const parts = { name: file.name, service: lasting(service), uses: usedBy(service, file), files: filesOf(service, file), shared };
    const digest = sha256(canonical({ ...parts, files: parts.files.flatMap((path) => contentsAt(posix.resolve(folder, path), contents)) }));
    digests.set(name, digest);
    return digest;
  }
  for (const name of Object.keys(file.services)) digestOf(name, []);
  return digests;
}

function lasting(service: ComposeService): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(service).filter(([key]) => !passing.includes(key)));
}

/** The definitions that a service refers to, services left out. */
function usedBy(service: ComposeService, file: ComposeFile): readonly unknown[] {
  const named = stackLinks(service).flatMap(({ to, name }) => (to === "services" ? [] : [[to, name, file[to]?.[name] ?? null]]));
  return [...named, ...(networksOf(service).includes("default") ? [["networks", "default", file.networks?.["default"] ?? null]] : [])];
}

/** Paths of the host that a service sees or is made of, as they stand in the file. */
function filesOf(service: ComposeService, file: ComposeFile): readonly string[] {
  const { volumes = [], env_file: environment = [], label_file: labels = [] } = service;
  const mounted = volumes.map(parseMount).flatMap(({ type, source }) => (type === "bind" && source !== undefined ? [source] : []));
  const granted = stackLinks(service).flatMap(({ to, name }) => (to === "configs" || to === "secrets" ? [file[to]?.[name]?.file] : []));
  const read = [environment, labels].flat().map((one) => (typeof one === "string" ? one : one.path));
  return [...mounted, ...granted.filter((path) => path !== undefined), ...read];
}

/** A file by its path, or all below a folder, with their digests. */
function contentsAt(path: string, contents: StackContents["contents"]): readonly (readonly [string, string])[] {
  return [...contents].filter(([file]) => file === path || file.startsWith(path === "/" ? path : `${path}/`)).sort(byPath);
}

function byPath([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : 1;
}

/** JSON with its keys in order, and every secret as its text. */
function canonical(value: unknown): string {
  return JSON.stringify(revealed(value), (_, one: unknown) => {
    if (typeof one !== "object" || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
