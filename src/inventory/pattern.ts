import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { Failure } from "../model/failure.ts";
import { didYouMean } from "../model/did-you-mean.ts";

/** What a pattern selects from. */
export interface PatternFleet {
  /** In inventory order. */
  readonly hosts: readonly string[];
  /** Group → its hosts, in inventory order. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Where `@file` is looked for. */
  readonly folder: string;
  /** May a pattern whose parts are all known leave no host? */
  readonly orNone?: boolean | undefined;
}

/**
 * Selects hosts by an Ansible pattern: names, groups, globs (`web*`, `db[!1]`), `~regex`, `a,b` or `a:b` (union), `:&a` (and), `:!a` (not),
 * `web[0]`, `web[-1]`, `web[0:2]` (both ends included), `@file` (a pattern a line), `all` and `*`. As in Ansible, unions come first, then
 * all `&`, then all `!`, wherever they stand. A host whose name holds colons (an IPv6 address) is found where it stands alone between commas.
 * Throws one `USAGE` that names every part that matches nothing; a pattern that leaves no host throws too, unless `orNone`.
 *
 * @see https://docs.ansible.com/ansible/latest/inventory_guide/intro_patterns.html
 */
export function selectHosts(pattern: string, fleet: PatternFleet): readonly string[] {
  const parts = split(pattern, fleet);
  const problems = parts.length === 0 ? ["it is empty"] : [];
  function matches(sign: string): readonly ReadonlySet<string>[] {
    return parts
      .filter((part) => part.sign === sign)
      .map(({ text }) => {
        const hosts = matchPart(text, fleet);
        if (typeof hosts === "string") problems.push(hosts);
        return new Set(typeof hosts === "string" ? [] : hosts);
      });
  }
  const [unions, intersections, exclusions] = [matches(""), matches("&"), matches("!")];
  const selected = fleet.hosts.filter(
    (host) =>
      (unions.length === 0 || unions.some((hosts) => hosts.has(host))) &&
      intersections.every((hosts) => hosts.has(host)) &&
      !exclusions.some((hosts) => hosts.has(host)),
  );
  if (problems.length === 0 && selected.length === 0 && fleet.orNone !== true) problems.push("no host is left");
  if (problems.length > 0) throw new Failure("USAGE", pattern, `Cannot select hosts by "${pattern}": ${problems.join("; ")}`);
  return selected;
}

interface Part {
  readonly sign: "" | "&" | "!";
  readonly text: string;
}

function split(pattern: string, fleet: PatternFleet): readonly Part[] {
  return pattern
    .split(",")
    .flatMap((part) => (fleet.hosts.includes(part.trim()) ? [part.trim()] : splitAtColons(part)))
    .flatMap((text) => (text.startsWith("@") ? linesOf(text.slice(1), pattern, fleet) : [text]))
    .map(partOf);
}

function partOf(text: string): Part {
  const sign = text.charAt(0);
  return sign === "&" || sign === "!" ? { sign, text: text.slice(1) } : { sign: "", text };
}

/** Parts between colons and spaces; those inside `[ ]` part nothing. */
function splitAtColons(text: string): readonly string[] {
  return text.match(/(?:[^\s:[]|\[[^\]]*\]?)+/g) ?? [];
}

function linesOf(file: string, pattern: string, { folder }: PatternFleet): readonly string[] {
  const path = resolve(folder, file);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new Failure("USAGE", pattern, `Cannot select hosts by "@${file}": there is no such file`);
  const lines = readFileSync(path, "utf8").split("\n");
  const patterns = lines.map((line) => line.trim()).filter((line) => line !== "");
  if (patterns.length === 0) throw new Failure("USAGE", pattern, `Cannot select hosts by "@${file}": the file is empty`);
  return patterns;
}

/** The hosts of one part, or why there are none. */
function matchPart(text: string, fleet: PatternFleet): readonly string[] | string {
  if (fleet.hosts.includes(text)) return [text];
  const { base, from, to } = splitSubscript(text);
  const test = tester(base);
  if (!test) return `"${text}" is no valid glob or regular expression`;
  const groups = [...fleet.groups].filter(([name]) => test(name));
  const inGroups = new Set(groups.flatMap(([, hosts]) => hosts));
  const byName = groups.length === 0 || /^~|[.?*[]/.test(base);
  const found = fleet.hosts.filter((host) => inGroups.has(host) || (byName && test(host)));
  if (groups.length === 0 && found.length === 0)
    return `"${base}" is no host or group${didYouMean(base, [...fleet.hosts, ...fleet.groups.keys()])}`;
  const hosts = found.slice(from, to);
  return hosts.length === 0 && found.length > 0 ? `"${text}" is outside of its ${String(found.length)} hosts` : hosts;
}

/** `web[1:2]` → `web` and what `slice` takes; a regular expression has no subscript. */
function splitSubscript(text: string): { readonly base: string; readonly from: number; readonly to: number | undefined } {
  const { 1: base = text, 2: index, 3: first, 4: last } = /^([^~].*)\[(?:(-?\d+)|(\d+)[:-](\d*))\]$/.exec(text) ?? [];
  if (index !== undefined) return { base, from: Number(index), to: index === "-1" ? undefined : Number(index) + 1 };
  return { base, from: Number(first ?? 0), to: last === undefined || last === "" ? undefined : Number(last) + 1 };
}

/** A test for names: `~` and a regular expression from the name's start, or a shell glob for all of it. */
function tester(base: string): ((name: string) => boolean) | undefined {
  if (base === "all") return () => true;
  try {
    const regex = new RegExp(base.startsWith("~") ? `^(?:${base.slice(1)})` : `^${globSource(base)}$`, "s");
    return (name) => regex.test(name);
  } catch {
    return undefined;
  }
}

/** Python's `fnmatch`, which Ansible uses: `*`, `?`, `[abc]`, `[!abc]`. */
function globSource(glob: string): string {
  return glob.replace(/\[(!?)([^\]]+)\]|[\s\S]/g, (char, not: string, set?: string) => {
    if (set !== undefined) return `[${not === "" ? "" : "^"}${set.replace(/[\\^[]/g, "\\$&")}]`;
    if (char === "*") return ".*";
    return char === "?" ? "." : char.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  });
}
