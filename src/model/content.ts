import { z } from "zod";
import type { LocalFile } from "./blob.ts";
import type { Diff } from "./change.ts";
import { Secret } from "./secret.ts";

/** What a file shall hold: text (sent as UTF-8), a text with secrets in it, bytes, or a file of the controller. */
export type Content = string | Secret | Uint8Array | LocalFile;

const LocalFileShape = z.strictObject({ localPath: z.string(), size: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** A schema for `Content`. */
export const content = z.union(
  [
    z.string(),
    z.custom<Secret>((value) => value instanceof Secret),
    z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    z.custom<LocalFile>((value) => LocalFileShape.safeParse(value).success),
  ],
  "must be text, a secret, bytes or a local file",
);

/** Reads bytes as a text; `undefined` where they are no UTF-8 or hold a NUL, which no text file does. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Splits a text into its lines; the last one need not be ended. */
export function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** A text of these lines, each ended. */
export function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * Shows what becomes of a file's content. `before`: what is there, `undefined` where there is no file; `size`: of what is there, when its
 * content is not known because it is large. Content with a secret is not shown, nor what it replaces, which holds the old one.
 */
export function contentDiff(before: Uint8Array | undefined | { readonly size: number }, after: Content): Diff {
  if (after instanceof Secret) return { note: `${before === undefined ? "none" : "other content"} → content with ${after.toString()}` };
  const wanted = typeof after === "string" ? after : after instanceof Uint8Array ? textOf(after) : undefined;
  const seen = before instanceof Uint8Array ? textOf(before) : undefined;
  const known = before === undefined || seen !== undefined;
  if (wanted !== undefined && known) return { content: { before: seen, after: wanted } };
  return { note: `${before === undefined ? "none" : sizeOf(before)} → ${sizeOf(after)}` };
}

function sizeOf(content: Exclude<Content, Secret> | { readonly size: number }): string {
  if (typeof content === "string") return sizeOf(Buffer.from(content));
  return `${content instanceof Uint8Array ? content.length : content.size} bytes`;
}
