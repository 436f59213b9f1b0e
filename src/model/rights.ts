import { z } from "zod";
import type { FieldDiff } from "./change.ts";

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
