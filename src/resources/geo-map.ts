import { z } from "zod";
import { MAP_FOLDER, MAP_PROGRAM, mapVersion, type MapVersion } from "../facts/map-version.ts";
import { askPath } from "../facts/path-state.ts";
import type { PathState } from "../facts/path-probe.ts";
import { type Blob, blob, blobPath, sha256 } from "../model/blob.ts";
import type { ChangeDraft, Diff } from "../model/change.ts";
import { content, contentDiff } from "../model/content.ts";
import { missing } from "../model/fact.ts";
import { defineKind } from "../model/kind.ts";
import { type Command, sh } from "../shell/sh.ts";

const Props = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, "must be lower-case letters, digits and -")
    .default("geo")
    .describe("Tells it from other maps."),
  orders: z.string().describe("What the map is made of, as `geoOrders` and `renderOrders` write it."),
  database: content.describe("The country database, in MaxMind's format: a file of the controller (`localFile`)."),
  databaseBuiltAt: z.iso.datetime().optional().describe("When the database was made: one that is older than `warnDays` is told."),
  warnDays: z.int().min(1).default(60).describe("Age of the database, days, after which it is told."),
  hosts: z
    .array(z.string())
    .min(1)
    .describe("All name servers of the map, by their names in the inventory: a new version goes live on all or on none."),
});

interface Seen {
  readonly version: MapVersion;
  readonly orders: PathState;
}

const DAY_MS = 86_400_000;

/** Checking and loading takes below a second; the largest database some more. */
const TIMEOUT_MS = 60_000;

/**
 * A GeoDNS name server serves this version of the map. A new version is brought to all name servers of the fleet together: staged and checked on all,
 * then live and verified by questions on all, then confirmed. A name server that is not confirmed within 30 s goes back by itself.
 *
 * @example geoMap({ orders: "geosteer-orders 1\nend 1\n", database: new Uint8Array(), hosts: ["eu", "us"] })
 */
export const geoMap = defineKind("geoMap", {
  description: "A GeoDNS name server serves a version of the map, the same as all others of its fleet.",
  props: Props,
  id: ({ name }) => name,
  async observe(want, ask): Promise<Seen> {
    const [version, orders] = await Promise.all([
      ask(mapVersion, MAP_FOLDER),
      askPath(ask, { path: `${MAP_FOLDER}/live/orders`, want: sha256(want.orders) }),
    ]);
    return { version: version === missing ? { live: undefined, isIntact: false, isUnconfirmed: false, nowMs: 0 } : version, orders };
  },
  warnings({ databaseBuiltAt, warnDays }, { version: { nowMs, takenBack } }) {
    const days = databaseBuiltAt === undefined ? 0 : Math.floor((nowMs - Date.parse(databaseBuiltAt)) / DAY_MS);
    return [
      ...(takenBack === undefined ? [] : [takenBackWords(takenBack)]),
      ...(days > warnDays
        ? [`The country database is ${days} days old: users of networks that moved since are sent to the wrong region`]
        : []),
    ];
  },
  absence: () => "nothing",
  plan({ name, orders, database, hosts }, { version: { live, isIntact, isUnconfirmed }, orders: seen }) {
    const [text, file] = [blob(orders), blob(database)];
    const digest = sha256(`${orders}\n${file.sha256}`);
    if (live === digest && isIntact && !isUnconfirmed) return [];
    const shown = { diff: diffOf(seen, { orders, text, file }), blobs: [text, file], timeoutMs: TIMEOUT_MS };
    const stage = stageCommand(digest, text, file);
    const alone = [stage, sh`${MAP_PROGRAM} seed ${digest}`];
    if (live === undefined) return [{ ...shown, title: `bring the first map, ${short(digest)}`, commands: alone }];
    if (live === digest && !isUnconfirmed)
      return [{ ...shown, title: `mend map ${short(digest)}: its files were damaged`, commands: alone }];
    return [
      {
        ...shown,
        title: `bring map ${short(digest)} to ${hosts.join(", ")}`,
        commands: [],
        together: togetherOf(name, { digest, hosts, stage }),
      },
    ];
  },
});

function takenBackWords({ digest, at }: NonNullable<MapVersion["takenBack"]>): string {
  const since = new Date(at * 1000).toISOString();
  return `Map ${short(digest)} was taken back here at ${since}: it was not confirmed on all name servers`;
}

function togetherOf(
  name: string,
  { digest, hosts, stage }: { readonly digest: string; readonly hosts: readonly string[]; readonly stage: Command },
): NonNullable<ChangeDraft["together"]> {
  const named = short(digest);
  return {
    step: `map ${name}`,
    hosts,
    phases: [
      { title: `stage and check map ${named}`, commands: [stage] },
      { title: `serve map ${named}, and verify its answers`, commands: [sh`${MAP_PROGRAM} swap ${digest}`] },
      { title: `confirm map ${named}`, commands: [sh`${MAP_PROGRAM} confirm ${digest}`] },
    ],
    back: [sh`${MAP_PROGRAM} back ${digest}`],
  };
}

function stageCommand(digest: string, orders: Blob, database: Blob): Command {
  return sh`cat ${blobPath(orders)} ${blobPath(database)} | ${MAP_PROGRAM} stage ${digest} ${orders.size}`;
}

/** The first map is all new: its hundreds of lines would tell nobody anything. */
function diffOf(seen: PathState, { orders, text, file }: { readonly orders: string; readonly text: Blob; readonly file: Blob }): Diff {
  const note = `country database ${file.sha256.slice(0, 16)}, ${file.size} bytes`;
  if (seen.type !== "file" || seen.sha256 === text.sha256) return { note };
  return { ...contentDiff(seen.content ?? { size: seen.size }, orders), note };
}

/** As much of a digest as people are shown. */
function short(digest: string): string {
  return digest.slice(0, 16);
}
