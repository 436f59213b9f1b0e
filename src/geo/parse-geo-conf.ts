import { z } from "zod";
import { Failure, Failures } from "../model/failure.ts";
import { continentCodes, countryCodes } from "./countries.ts";
import { GEO_CONF_HEADER, REST_CONF_HEADER } from "./render-maps.ts";

/** What a map answers one view, or one of the two networks of the second map, for an owner. */
export interface MapEntry {
  /** Absolute, without its last dot. */
  readonly owner: string;
  /** `US`, `NA;US`, `*`; `0.0.0.0/0` or `::/0` in the second map. */
  readonly view: string;
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}

/** What has to be known to check a map. */
export interface MapPlace {
  /** The file's name, for mistakes. */
  readonly where: string;
  /** Zones without their last dots, in one of which each owner must be. Default: whatever zone. */
  readonly zones?: readonly string[];
}

const Owner = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/;
const countries = new Set([...countryCodes, "*"]);
const continents = new Set([...continentCodes, "*"]);
const addressOf = { A: z.ipv4(), AAAA: z.ipv6() } as const;

/** A line of a map, by itself. */
type Line =
  | { readonly is: "owner"; readonly owner: string }
  | { readonly is: "view"; readonly view: string }
  | { readonly is: "record"; readonly type: "A" | "AAAA"; readonly addresses: readonly string[] }
  | { readonly is: "unknown"; readonly text: string };

/**
 * Reads a map of Knot's mod-geoip as `renderGeoConf` and `renderRestConf` write it, and refuses what Knot's own checker passes over: an empty map, one
 * that is cut short, an owner or view that is there twice (the last one would win), a code that is none or in lower case, an owner that is relative,
 * in upper case or out of its zone, any other record. Throws all mistakes together (`GEO_INVALID`, with their lines).
 */
export function parseGeoConf(text: string, { where, zones }: MapPlace): readonly MapEntry[] {
  const failures: Failure[] = [];
  const [header = "", ...rest] = text.split("\n");
  const isRest = header === REST_CONF_HEADER;
  const lines = rest.slice(0, -2).map((line) => parseLine(line, isRest));
  const { entries, misplaced } = gather(lines);
  lines.forEach((line, index) => {
    for (const reason of [...mistakesIn(line, { isRest, zones }), ...(misplaced.get(index) ?? [])]) refuse(index + 2, reason);
  });
  if (!isRest && header !== GEO_CONF_HEADER) refuse(1, `it must begin with "${GEO_CONF_HEADER}" or "${REST_CONF_HEADER}"`);
  const end = `# end ${entries.length}`;
  if (rest.at(-1) !== "" || rest.at(-2) !== end) refuse(Math.max(1, rest.length), `it must end with "${end}": it is cut short`);
  if (entries.length === 0) refuse(1, "it is empty");
  if (failures.length > 0) throw new Failures(failures);
  return entries;

  function refuse(line: number, reason: string): void {
    failures.push(new Failure("GEO_INVALID", `${where}:${line}`, `Cannot use the map: ${reason}`));
  }
}

function parseLine(text: string, isRest: boolean): Line {
  const [, view] = (isRest ? /^- net: (.*)$/ : /^- geo: "(.*)"$/).exec(text) ?? [];
  if (view !== undefined) return { is: "view", view };
  const [, type, one, several = ""] = /^ {2}(A|AAAA): (?:([^[\]]+)|\[(.*)\])$/.exec(text) ?? [];
  if (type !== undefined) return { is: "record", type: type === "A" ? "A" : "AAAA", addresses: (one ?? several).split(", ") };
  return /^[^ -].*:$/.test(text) ? { is: "owner", owner: text.slice(0, -1) } : { is: "unknown", text };
}

function mistakesIn(line: Line, { isRest, zones }: { readonly isRest: boolean; readonly zones: MapPlace["zones"] }): readonly string[] {
  switch (line.is) {
    case "owner":
      if (!Owner.test(line.owner)) return [`"${line.owner}" is no absolute name in lower case`];
      return inZones(line.owner, zones) ? [] : [`${line.owner} is in none of the zones`];
    case "view":
      return (isRest ? ["0.0.0.0/0", "::/0"].includes(line.view) : isView(line.view)) ? [] : [`"${line.view}" is no view`];
    case "record":
      return line.addresses
        .filter((address) => !addressOf[line.type].safeParse(address).success)
        .map((address) => `"${address}" is no address for ${line.type}`);
    case "unknown":
      return [`"${line.text}" is no line of a map`];
  }
}

/** Puts lines together, and tells which stand where they must not. */
function gather(lines: readonly Line[]): {
  readonly entries: readonly MapEntry[];
  readonly misplaced: ReadonlyMap<number, readonly string[]>;
} {
  const entries: { owner: string; view: string; v4: readonly string[]; v6: readonly string[] }[] = [];
  const misplaced = new Map<number, readonly string[]>();
  const seen = new Set<string>();
  let owner: string | undefined;
  lines.forEach((line, index) => {
    if (line.is === "owner") {
      once(line.owner, index);
      owner = line.owner;
    } else if (line.is === "view") {
      if (owner === undefined) misplaced.set(index, [`view "${line.view}" belongs to no name`]);
      else once(`${owner} ${line.view}`, index);
      entries.push({ owner: owner ?? "", view: line.view, v4: [], v6: [] });
    } else if (line.is === "record") addRecord(line, index);
  });
  return { entries, misplaced };

  function addRecord({ type, addresses }: Extract<Line, { is: "record" }>, index: number): void {
    const entry = entries.at(-1);
    const family = type === "A" ? "v4" : "v6";
    if (entry === undefined || lines[index - 1]?.is === "owner") misplaced.set(index, [`${type} belongs to no view`]);
    else if (entry[family].length > 0) misplaced.set(index, [`the view has ${type} already`]);
    else entry[family] = addresses;
  }

  function once(key: string, index: number): void {
    if (seen.has(key)) misplaced.set(index, [`${key} is there already: the last one would win`]);
    seen.add(key);
  }
}

/** A code of a country, alone or behind its continent's; `*` stands for any. */
function isView(view: string): boolean {
  const [country = "", continent = "*", ...more] = view.split(";").toReversed();
  return more.length === 0 && countries.has(country) && continents.has(continent);
}

function inZones(name: string, zones: readonly string[] | undefined): boolean {
  return zones?.some((zone) => name === zone || name.endsWith(`.${zone}`)) ?? true;
}
