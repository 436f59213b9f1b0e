import type { z } from "zod";
import type { FileRecord } from "../formats/file-records.ts";
import { renderStrings, stringBytes } from "../formats/render-strings.ts";
import { shortAddress } from "../formats/short-address.ts";
import type { ZoneRecord } from "../formats/zone-file.ts";
import { namesIn, relativeName } from "../formats/zone-name.ts";
import { textOf } from "../model/content.ts";
import { parseBySchema } from "../model/parse-by-schema.ts";
import { DnsRecord } from "./dns-record-vars.ts";
import { givenRecords } from "./given-records.ts";

/** A record as a person would write it into the variable `dns_zones`. */
export type WrittenRecord = z.input<typeof DnsRecord>;

/** A record of a zone file as `dns_zones` takes it, or why it does not. */
export type TypedRecord =
  | {
      readonly outcome: "typed";
      readonly written: WrittenRecord;
      /** What the role will write into the zone's file for it. */
      readonly record: ZoneRecord;
      /** What is not quite the same then. */
      readonly note: string | undefined;
    }
  | { readonly outcome: "refused"; readonly why: string };

/** The properties that a type's data are, in their order. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  A: ["value"],
  AAAA: ["value"],
  CNAME: ["value"],
  NS: ["value"],
  PTR: ["value"],
  TXT: ["value"],
  MX: ["preference", "exchange"],
  SRV: ["priority", "weight", "port", "target"],
  CAA: ["flags", "tag", "value"],
  TLSA: ["usage", "selector", "matching", "data"],
};

const NUMBERS: readonly string[] = ["preference", "priority", "weight", "port", "flags", "usage", "selector", "matching"];

/** Makes a record of `dns_zones` of one of a zone file. `ttl`: the record's own, left out where it is the zone's. */
export function typedRecord({ owner, type, words }: FileRecord, zone: string, ttl?: number): TypedRecord {
  const properties = PROPERTIES[type];
  if (properties === undefined) return refused(`dns_zones holds no ${type}: expected one of ${Object.keys(PROPERTIES).join(", ")}`);
  const data = dataOf(type, words, zone);
  if (data === undefined) return refused("its text is not UTF-8");
  if (data.length !== properties.length) return refused(`expected ${properties.join(", ")}; got "${data.join(" ")}"`);
  const name = relativeName(owner, zone);
  const written = { name, type, ...(ttl !== undefined && { ttl }), ...valuesOf(properties, data) };
  const parsed = parseBySchema(DnsRecord, written);
  if (parsed.outcome === "refused") return refused(parsed.mistakes.map(({ path, message }) => `${path.join(".")} ${message}`).join("; "));
  const [record] = givenRecords(parsed.data, zone) as readonly [ZoneRecord];
  return { outcome: "typed", written: written as WrittenRecord, record, note: noteOf(type, words) };
}

function refused(why: string): TypedRecord {
  return { outcome: "refused", why };
}

/** The data's words as `dns_zones` has them; `undefined` for bytes that are no text. */
function dataOf(type: string, words: readonly string[], zone: string): readonly string[] | undefined {
  switch (type) {
    case "TXT":
      return withText([], words);
    case "CAA":
      return words.length === 3
        ? withText(
            words.slice(0, 2).map((word) => word.toLowerCase()),
            words.slice(2),
          )
        : words;
    case "TLSA":
      return words.length < 4 ? words : [...words.slice(0, 3), words.slice(3).join("").toLowerCase()];
    case "AAAA":
      return words.map(shortAddress);
    default:
      return words.map((word, index) => (namesIn(type).includes(index) ? relativeName(word, zone) : word));
  }
}

function withText(before: readonly string[], strings: readonly string[]): readonly string[] | undefined {
  const text = textOf(Buffer.concat(strings.map(stringBytes)));
  return text === undefined ? undefined : [...before, text];
}

function valuesOf(properties: readonly string[], data: readonly string[]): Readonly<Record<string, string | number>> {
  const entries = properties.flatMap((property, at) =>
    data.slice(at, at + 1).map((word) => [property, NUMBERS.includes(property) && /^\d+$/.test(word) ? Number(word) : word] as const),
  );
  return Object.fromEntries(entries);
}

/** A text is one, however long; its strings come out in another way than they were where they are not as long as they can be. */
function noteOf(type: string, words: readonly string[]): string | undefined {
  if (type !== "TXT" || words.length === 1) return undefined;
  const bytes = words.map(stringBytes);
  const isSame = renderStrings(Buffer.concat(bytes).toString()).split('" "').length === words.length && bytes.slice(0, -1).every(isFull);
  return isSame ? undefined : `its ${words.length} strings become one text, split again after each 255 bytes`;
}

function isFull({ length }: Uint8Array): boolean {
  return length === 255;
}
