import { readFileSync } from "node:fs";
import { z } from "zod";
import type { SavedChange } from "../engine/essence.ts";
import { sha256 } from "../model/blob.ts";
import type { Change } from "../model/change.ts";
import { Failure } from "../model/failure.ts";
import { parseBySchema } from "../model/parse-by-schema.ts";

const FORMAT = "geosteer plan";
const VERSION = 1;

const Names = z.array(z.string()).readonly();
const SavedPlanFile = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** ISO 8601. */
  madeAt: z.string(),
  /** Of the repository. */
  commit: z.string().optional(),
  /** A name, or the path of a file. */
  playbook: z.string(),
  /** Paths of the inventory's sources; left out where it was the repository's own. */
  inventory: Names.optional(),
  tags: Names.optional(),
  skipTags: Names.optional(),
  extraVars: z.strictObject({ files: Names, names: Names }),
  without: Names.optional(),
  force: z.boolean().optional(),
  prune: z.strictObject({ users: z.boolean().optional(), force: z.boolean().optional() }).optional(),
  hosts: z.record(
    z.string(),
    z.strictObject({
      essence: z.string(),
      changes: z.array(
        z.strictObject({
          resource: z.string(),
          title: z.string(),
          diff: z.unknown(),
          reaction: z.literal(true).optional(),
          essence: z.string(),
        }),
      ),
    }),
  ),
});

const Newer = z.looseObject({ format: z.literal(FORMAT), version: z.int().min(VERSION + 1) });

/** A plan as it is kept in a file: what would be changed on which host, without the contents that it would take. */
export type SavedPlan = z.output<typeof SavedPlanFile>;

/** What a saved plan says beside its changes. */
export type PlanCircumstances = Omit<SavedPlan, "format" | "version" | "hosts">;

/** What was found to do on one host, as a reader is shown it, and the digests by which each change is known again. */
export interface Found {
  readonly changes: readonly Change[];
  readonly essences: readonly string[];
}

/** Makes a plan that can be kept of what was found, by host; a secret in it is its name. */
export function savedPlan(circumstances: PlanCircumstances, found: Readonly<Record<string, Found>>): SavedPlan {
  const hosts = Object.entries(found).map(([host, { changes, essences }]) => {
    const saved = changes.map((change, index) => savedChange(change, essences[index] ?? ""));
    return [host, { essence: sha256(essences.join("\n")), changes: saved }] as const;
  });
  return { format: FORMAT, version: VERSION, ...circumstances, hosts: Object.fromEntries(hosts) };
}

/** Reads a plan from a file. Throws `USAGE` where it is none, or one of another version. */
export function loadSavedPlan(path: string): SavedPlan {
  const value = jsonOf(path);
  const newer = Newer.safeParse(value);
  if (newer.success) {
    const found = `it has version ${newer.data.version}, this program knows ${VERSION}`;
    throw refused(path, found, "Use the newer geosteer that wrote it, or plan again");
  }
  const parsed = parseBySchema(SavedPlanFile, value);
  if (parsed.outcome === "fits") return parsed.data;
  const [mistake] = parsed.mistakes;
  throw refused(
    path,
    `it is no saved plan: ${mistake?.path.join(".") ?? ""}: ${mistake?.message ?? ""}`,
    "Make one by `infra plan … --out FILE`",
  );
}

/** The changes of a saved plan, by host. */
export function changesByHost({ hosts }: SavedPlan): ReadonlyMap<string, readonly SavedChange[]> {
  return new Map(Object.entries(hosts).map(([host, { changes }]) => [host, changes]));
}

function savedChange({ resource, title, diff, reaction }: Change, essence: string): SavedPlan["hosts"][string]["changes"][number] {
  return { resource, title, diff, ...(reaction && { reaction }), essence };
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw refused(path, error instanceof SyntaxError ? "it is no JSON" : "there is no such file, or it cannot be read");
  }
}

function refused(path: string, why: string, hint?: string): Failure {
  return new Failure("USAGE", path, `Cannot read the plan ${path}: ${why}`, hint === undefined ? {} : { hint });
}
