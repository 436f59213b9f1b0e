import { lookup } from "node:dns/promises";
import type Docker from "dockerode";
import { type AptSource, LIST_URIS, mirrorNames, parseUris } from "./apt-sources.ts";
import { attempt, runOnce } from "./engine.ts";
import { imageName, type Suite, suites } from "./fleet.ts";

/** The mirrors of the hosts' apt: name → IPv4 addresses. */
export type Mirrors = ReadonlyMap<string, readonly string[]>;

/** Asks the images where their packages come from, and this machine's resolver where that is. */
export async function findMirrors(engine: Docker): Promise<Mirrors> {
  const sources = await Promise.all(suites.map((suite) => imageSources(engine, suite)));
  const found = mirrorNames(sources.flat()).map(async (name) => {
    const addresses = await attempt(name, "find the address of the apt mirror", () => lookup(name, { all: true, family: 4 }));
    return [name, addresses.map(({ address }) => address).sort()] as const;
  });
  return new Map(await Promise.all(found));
}

async function imageSources(engine: Docker, suite: Suite): Promise<readonly AptSource[]> {
  const options = { Image: imageName(suite), Cmd: [...LIST_URIS], HostConfig: { NetworkMode: "none" } };
  return parseUris(await attempt(imageName(suite), "read the image's apt sources", () => runOnce(engine, options)));
}

/** All addresses, each once. */
export function mirrorAddresses(mirrors: Mirrors): readonly string[] {
  return [...new Set([...mirrors.values()].flat())];
}

/** Mirrors as text for a label: they stay as they were found for as long as the fleet's network exists. */
export function renderMirrors(mirrors: Mirrors): string {
  return [...mirrors].map(([name, addresses]) => `${name}=${addresses.join(",")}`).join(" ");
}

/** The reverse of `renderMirrors`. */
export function parseMirrors(label: string): Mirrors {
  const entries = label.split(" ").filter((entry) => entry !== "");
  return new Map(entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1).split(",")]));
}
