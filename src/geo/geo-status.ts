import { z } from "zod";
import { parseBySchema } from "../model/parse-by-schema.ts";

const Drained = z.object({ host: z.string(), since: z.number(), by: z.string() });
const Checked = z.object({
  service: z.string(),
  host: z.string(),
  status: z.enum(["up", "down", "unknown"]),
  /** Seconds since 1970; 0 where it is not known. */
  since: z.number(),
  /** Checks that have passed in a row. */
  passes: z.number(),
  inMap: z.boolean(),
  reason: z.string(),
});
const CutOff = z.object({ family: z.enum(["IPv4", "IPv6"]), since: z.number() });
const Status = z.object({
  self: z.string(),
  version: z.string(),
  before: z.string(),
  unconfirmed: z.string(),
  database: z.string(),
  /** Families in which neither another host nor a witness answers: what it knows of other hosts is older. */
  cutOff: z.array(CutOff).default([]),
  drains: z.array(Drained),
  checks: z.array(Checked),
});

/** What a name server says of its map: its version, who is drained, and what its checks found. */
export type GeoStatus = z.output<typeof Status>;

/** What one name server's checks found of one service on one host. */
export type GeoCheck = GeoStatus["checks"][number];

/** Reads what `geo status` prints on a name server; `undefined` where that is something else. */
export function parseGeoStatus(text: string): GeoStatus | undefined {
  const parsed = parseBySchema(Status, jsonOf(text));
  return parsed.outcome === "fits" ? parsed.data : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
