import { z } from "zod";
import type { FieldDiff } from "./change.ts";
import { Failure } from "./failure.ts";
import { Secret } from "./secret.ts";

const MODE = /^[0-7]{3,4}$/;

/** A user or group that owns a file: its name, or its number as a string. */
export const owner = z.string().regex(/^(?:[A-Za-z_][A-Za-z0-9_.-]*\$?|\d+)$/, "must be an account's name, or its number as a string");

/** Permission bits, as chmod(1) takes them. A string only: `0644` is the number 644 in YAML, and 420 in JavaScript's eyes. */
export const mode = z
  .string({ error: 'must be a string of octal digits, in quotes: "0644"' })
  .regex(MODE, 'must be three or four octal digits, such as "0644"');

/** Who may do what with a path, as declared. */
export interface WantedRights {
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** Who may do what with a path, as a host has it: names where the numbers have one, and four octal digits. */
export interface SeenRights extends WantedRights {
  readonly uid: string;
  readonly gid: string;
}

/** May every account of the host read a file of this mode? */
export function letsOthersRead(mode: string): boolean {
  return /[4-7]$/.test(mode);
}

/** A file's content and mode, as far as they are known. */
interface Kept {
  readonly content?: unknown;
  readonly mode?: string | undefined;
}

/** Fills in the mode of a file for which none is declared: 0644, or 0600 for a secret. */
export function withMode<Want extends Kept>(want: Want): Want & { readonly mode: string } {
  return { ...want, mode: want.mode ?? (want.content instanceof Secret ? "0600" : "0644") };
}

/** Is the content no secret, or kept from others by the mode? */
export function isKept({ content, mode = "" }: Kept): boolean {
  return !(content instanceof Secret && letsOthersRead(mode));
}

/** What is told of a mode that does not keep a secret. */
export const openSecret = 'must keep others from reading the secret in `content`: "0600", or "0640" with a group for those who need it';

/** Throws where a file that others may read would get a secret that was not known when it was declared (see `fromHost`). */
export function refuseOpen({ path, content, mode }: Kept & { readonly path: string }): void {
  if (!(content instanceof Secret) || isKept({ content, mode })) return;
  const so = `others may read the file, and the content holds ${content.toString()}`;
  throw new Failure("RESOURCE_INVALID", path, `Cannot write ${path}: ${so}`, {
    hint: 'Give it the mode "0600", or "0640" with a group for those who need it',
  });
}

/** The rights that differ; `[]` when all are as declared. A declared number fits the account of that number. */
export function rightsDiff(want: WantedRights, seen: SeenRights): readonly FieldDiff[] {
  const wantedMode = want.mode.padStart(4, "0");
  return [
    ...field("owner", want.owner, [seen.owner, seen.uid]),
    ...field("group", want.group, [seen.group, seen.gid]),
    ...field("mode", wantedMode, [seen.mode]),
  ];
}

function field(name: string, after: string, seen: readonly [string, ...string[]]): readonly FieldDiff[] {
  return seen.includes(after) ? [] : [{ name, before: seen[0], after }];
}
