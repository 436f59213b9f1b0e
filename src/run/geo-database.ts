import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type KnownNetwork, openCountryDatabase, textOf } from "../formats/country-database.ts";
import type { Probe } from "../geo/orders.ts";
import type { LocalFile } from "../model/blob.ts";
import { localFile } from "./local-file.ts";

/** What name servers and their orders need to know of a country database. */
export interface GeoDatabase {
  readonly file: LocalFile;
  /** ISO 8601: when it was made. */
  readonly builtAt: string;
  /** Keys that none of its records has. */
  readonly missingKeys: readonly string[];
  /** An address of each family for each of its views. */
  readonly probes: readonly Probe[];
}

interface Index extends GeoDatabase {
  readonly version: 1;
  readonly mtimeMs: number;
  readonly keys: readonly string[];
}

/**
 * Reads a country database (MaxMind's format) from a file of the controller. What takes long is remembered in a file beside it, so that a run over an
 * unchanged one reads nothing of it. Throws `GEO_INVALID` where it is none, with `where` as the place (default: the path).
 *
 * @example const { file, probes } = geoDatabase("/srv/country.mmdb", ["country_code"])
 */
export function geoDatabase(path: string, keys: readonly string[], { where = path }: { readonly where?: string } = {}): GeoDatabase {
  const known = readIndex(path);
  if (known?.mtimeMs === statSync(path).mtimeMs && known.keys.join() === keys.join()) return known;
  const database = openCountryDatabase(readFileSync(path), where);
  const { builtAt } = database;
  const made = { file: localFile(path), builtAt, missingKeys: database.missingKeys(keys), probes: probesIn(database.networks(keys)) };
  writeIndex(path, { ...made, version: 1, mtimeMs: statSync(path).mtimeMs, keys });
  return made;
}

function probesIn(networks: Iterable<KnownNetwork>): readonly Probe[] {
  const probes = new Map<string, Probe>();
  for (const { family, first, prefix, view } of networks) {
    const before = probes.get(view) ?? { view, v4: undefined, v6: undefined };
    const side = family === 4 ? "v4" : "v6";
    if (before[side] !== undefined) continue;
    const isHost = prefix === (family === 4 ? 32 : 128);
    probes.set(view, { ...before, [side]: textOf(isHost ? first : first + 1n, family) });
  }
  return [...probes.values()];
}

function indexOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.index.json`);
}

function readIndex(path: string): Index | undefined {
  const file = indexOf(path);
  if (!existsSync(file)) return undefined;
  const index = JSON.parse(readFileSync(file, "utf8")) as Partial<Index>;
  return index.version === 1 && index.file?.localPath === path ? (index as Index) : undefined;
}

/** Without it the next run reads the database again. */
function writeIndex(path: string, index: Index): void {
  try {
    writeFileSync(indexOf(path), JSON.stringify(index));
  } catch {
    // The folder may be read-only.
  }
}
