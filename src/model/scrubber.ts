import type { Secret } from "./secret.ts";
import { formsOf, SHORTEST } from "./secret-forms.ts";

/** Gives a text with every secret in it replaced by its name. */
export type Scrub = (text: string) => string;

/** A text that must not be shown, and what is shown instead. */
interface Needle {
  readonly text: string;
  readonly mark: string;
}

/** The needles by their first four characters. */
type Needles = ReadonlyMap<number, readonly Needle[]>;

interface Found {
  readonly from: number;
  readonly to: number;
  readonly mark: string;
}

/** A shorter one is not looked for across the ends of lines. */
const SHORTEST_WRAPPED = 16;

/** Characters of the shortest beginning or end of a secret that is looked for where a text was cut. */
const SHORTEST_PIECE = 8;

/** From this length on a text may be the beginning or the end of a longer one. */
const LONG = 4096;

/** What stands where output was cut (see the change runner). */
const CUT = /(\n\[\d+ bytes left out\]\n)/;

/**
 * Makes what takes secrets out of texts, by value: in all of `formsOf`, also when line ends were put into one (base64 is) or stand in the place
 * of its white space, also when a long text was cut in the middle of one. Where several overlap, all that they cover is replaced, by the name of the longest. Secrets of less than four
 * characters are not looked for.
 */
export function scrubber(secrets: readonly Secret[]): Scrub {
  const needles = secrets.flatMap((secret) => [...formsOf(secret)].map((text) => ({ text, mark: secret.toString() })));
  if (needles.length === 0) return (text) => text;
  const index = indexOf(needles);
  const unwrapped = indexOf(
    needles.map(({ text, mark }) => ({ text: unspaced(text), mark })).filter(({ text }) => text.length >= SHORTEST_WRAPPED),
  );
  return (text) => {
    const parts = text.split(CUT);
    const isCut = parts.length > 1 || text.length >= LONG;
    return parts
      .map((part) => replace(part, [...find(part, index), ...findWrapped(part, unwrapped), ...(isCut ? atEdges(part, needles) : [])]))
      .join("");
  };
}

function indexOf(needles: readonly Needle[]): Needles {
  const index = new Map<number, Needle[]>();
  for (const needle of needles) {
    let key = 0;
    for (let at = 0; at < SHORTEST; at++) key = rolled(key, needle.text, at);
    index.set(key, [...(index.get(key) ?? []), needle]);
  }
  return index;
}

/** A number for the last four characters up to this one: what differs in it differs. */
function rolled(key: number, text: string, at: number): number {
  return (key << 8) | (text.charCodeAt(at) & 0xff);
}

function find(text: string, index: Needles): Found[] {
  const found: Found[] = [];
  let key = 0;
  for (let at = 0; at < text.length; at++) {
    key = rolled(key, text, at);
    const needles = index.get(key);
    if (needles === undefined) continue;
    const from = at + 1 - SHORTEST;
    for (const { text: needle, mark } of needles) if (text.startsWith(needle, from)) found.push({ from, to: from + needle.length, mark });
  }
  return found;
}

/** What is found when the white space of both is left out, by where it is in the text itself. */
function findWrapped(text: string, index: Needles): readonly Found[] {
  if (!text.includes("\n")) return [];
  const places: number[] = [];
  for (const { 0: word, index: at } of text.matchAll(/\S+/g)) for (let offset = 0; offset < word.length; offset++) places.push(at + offset);
  return find(unspaced(text), index).map(({ from, to, mark }) => {
    const [first = 0, last = first] = [places[from], places[to - 1]];
    return { from: first, to: last + 1, mark };
  });
}

function unspaced(text: string): string {
  return text.replace(/\s+/g, "");
}

/** Pieces of secrets at both ends of a text that was cut. */
function atEdges(text: string, needles: readonly Needle[]): readonly Found[] {
  return needles.flatMap(({ text: needle, mark }) => {
    const lengths = Array.from({ length: Math.max(0, needle.length - SHORTEST_PIECE) }, (_, index) => needle.length - 1 - index);
    const end = lengths.find((length) => text.endsWith(needle.slice(0, length)));
    const start = lengths.find((length) => text.startsWith(needle.slice(-length)));
    return [
      ...(end === undefined ? [] : [{ from: text.length - end, to: text.length, mark }]),
      ...(start === undefined ? [] : [{ from: 0, to: start, mark }]),
    ];
  });
}

function replace(text: string, found: Found[]): string {
  if (found.length === 0) return text;
  let scrubbed = "";
  let copied = 0;
  for (const { from, to, mark } of merged(found)) {
    scrubbed += text.slice(copied, from) + mark;
    copied = to;
  }
  return scrubbed + text.slice(copied);
}

/** Finds that overlap as one, under the name of the longest. */
function merged(found: Found[]): readonly Found[] {
  const groups: (Found & { readonly longest: number })[] = [];
  for (const one of found.sort((a, b) => a.from - b.from)) {
    const last = groups.at(-1);
    const length = one.to - one.from;
    if (last === undefined || one.from >= last.to) groups.push({ ...one, longest: length });
    else {
      const mark = length > last.longest ? one.mark : last.mark;
      groups[groups.length - 1] = { from: last.from, to: Math.max(last.to, one.to), mark, longest: Math.max(last.longest, length) };
    }
  }
  return groups;
}
