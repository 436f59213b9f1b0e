import type { Secret } from "./secret.ts";

/** Characters of the shortest secret that is looked for: a shorter one would be found in every other word. */
export const SHORTEST = 4;

/** Characters of the shortest line of a secret that is looked for by itself. */
const SHORTEST_LINE = 8;

/** Frames of a PEM text (RFC 7468): the same in all of them, and no secret. */
const FRAME = /^-----(?:BEGIN|END) [^\n]*-----$/;

/**
 * All the texts as which a secret may turn up in what a program prints: as it is, in base64 at any of its three alignments (RFC 4648, both
 * alphabets), percent-encoded (RFC 3986, and as forms have it), and as JSON, YAML and shells write a string. Of one with several lines
 * each longer line counts too, for it may be printed alone.
 */
export function formsOf(secret: Secret): ReadonlySet<string> {
  const whole = secret.reveal();
  const forms = [whole, whole.trim()].flatMap((text) => [...writtenForms(text), ...base64Forms(text)]);
  const parts = whole.split("\n").map((line) => line.trim());
  const lines = parts.length === 1 ? [] : parts.filter((line) => line.length >= SHORTEST_LINE && !FRAME.test(line));
  return new Set([...forms, ...lines.flatMap(writtenForms)].filter((form) => form.length >= SHORTEST));
}

function writtenForms(text: string): readonly string[] {
  return [text, ...jsonForms(text), ...shellForms(text), ...urlForms(text)];
}

function jsonForms(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return [json, json.replaceAll("/", "\\/"), ascii, ascii.replaceAll("/", "\\/")];
}

/** In single quotes as `quote` and Python write them, and as SQL and YAML do; in double quotes; without any (bash's `%q`). */
function shellForms(text: string): readonly string[] {
  return [
    text.replaceAll("'", String.raw`'\''`),
    text.replaceAll("'", `'"'"'`),
    text.replaceAll("'", "''"),
    text.replace(/["$`\\]/g, "\\$&"),
    text.replace(/[^\w@%+=:,./\n\x80-\uffff-]/g, "\\$&"),
    text.replace(/[\\']/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t"),
  ];
}

function urlForms(text: string): readonly string[] {
  const component = encodeURIComponent(Buffer.from(text).toString());
  const strict = component.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const inPath = strict.replaceAll("%2F", "/");
  const forms = [component, strict, inPath, component.replaceAll("%20", "+"), strict.replaceAll("%20", "+")];
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

/** What is the same in the base64 of any text with this one in it: the characters at its edges hold bits of its neighbours. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const form = encoded.slice(Math.ceil((8 * before) / 6), Math.floor((8 * (before + bytes.length)) / 6));
    return [form, form.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
