import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { ownOrigin } from "../formats/file-records.ts";
import { ZoneName } from "../geo/geo-map-vars.ts";
import { textOf } from "../model/content.ts";
import { Failure } from "../model/failure.ts";
import type { Surroundings } from "./surroundings.ts";

/** A zone as text, with the place that its mistakes are told by. */
export interface ZoneText {
  /** The file; `-` is standard input. */
  readonly where: string;
  readonly text: string;
}

/** Reads a zone file, or standard input where it is `-`. Throws `USAGE` where it cannot be read, `ZONE_INVALID` where it is no text. */
export async function readZoneText(file: string, { stdin, folder }: Pick<Surroundings, "stdin" | "folder">): Promise<ZoneText> {
  const text = textOf(file === "-" ? await buffer(stdin) : readBytes(file, folder));
  if (text !== undefined) return { where: file, text: text.replace(/^\uFEFF/, "") };
  throw new Failure("ZONE_INVALID", file, "Cannot read the zone: it is no text (UTF-8)", {
    hint: "An old file is often Latin-1: iconv -f latin1 -t utf-8 FILE | infra dns import -",
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder: expected a zone file",
  EACCES: "it may not be read",
};

function readBytes(file: string, folder: string): Uint8Array {
  try {
    return readFileSync(resolve(folder, file));
  } catch (cause) {
    const reason = REASONS[(cause as NodeJS.ErrnoException).code ?? ""] ?? (cause as Error).message;
    throw new Failure("USAGE", file, `Cannot read the zone: ${reason}`, { cause });
  }
}

/**
 * Finds the name that relative names of a zone file belong to: what was said, else what the file says, else what it is named after, as is BIND's
 * habit: `example.org.zone`, `example.org.db`, `db.example.org`, `example.org`. `undefined` where nothing says it.
 */
export function zoneOrigin({ where, text }: ZoneText, said: string | undefined): string | undefined {
  if (said !== undefined) return said;
  const named = basename(where)
    .toLowerCase()
    .replace(/^db\.|\.(?:db|zone)$/g, "");
  const isName = !/\.(?:txt|conf|hosts?|bak|old|orig)$/.test(named) && ZoneName.safeParse(named).success;
  return ownOrigin(text) ?? (isName ? named : undefined);
}
