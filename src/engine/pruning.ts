import { type StampReaders, stampReaders } from "../facts/stamp-readers.ts";
import type { Change, Diff } from "../model/change.ts";
import type { Undeclared } from "../model/event.ts";
import { type Ask, type Missing, missing } from "../model/fact.ts";
import type { Kind } from "../model/kind.ts";
import type { Resource } from "../model/resource.ts";
import { sh } from "../shell/sh.ts";
import type { EntryAt, Manifest } from "./manifest.ts";
import { type Declaring, type Elsewhere, findLeftovers } from "./orphans.ts";
import { type Removal, removalOf } from "./removal.ts";

/** How a run treats what no playbook declares any more. */
export interface OrphanOptions {
  readonly elsewhere: Elsewhere;
  /** A kind of the package by its name. */
  kind(name: string): Promise<Kind | undefined>;
  /** Look at all other playbooks, whether or not the manifest gives a reason to. */
  readonly isThorough?: boolean;
  /** Remove it; without this it is only told. */
  readonly prune?: Prune;
}

/** What may be removed. */
export interface Prune {
  /** `--prune-users` */
  readonly users: boolean;
  /** `--force`: also more than is likely meant. */
  readonly force: boolean;
}

/** What of a host is no longer declared, and what is done about it. */
export interface Pruning {
  readonly undeclared: readonly Undeclared[];
  /** Removals, the last declared first. */
  readonly changes: readonly Change[];
  /** Entries that leave the manifest when nothing is left to change. */
  readonly leaving: readonly EntryAt[];
  /** Ids of what was removed in this run and is there all the same, such as a folder that is not empty. */
  readonly persisting: readonly string[];
}

/** A run that looks for nothing. */
export const NO_PRUNING: Pruning = { undeclared: [], changes: [], leaving: [], persisting: [] };

/** What planning removals needs beside the manifest. */
export interface PruningInput {
  readonly options: OrphanOptions;
  readonly declaring: Omit<Declaring, "elsewhere" | "isThorough">;
  /** Ids that this run has removed already: that is tried once. */
  readonly removed: ReadonlySet<string>;
}

/** Finds what is no longer declared and plans its removal, in an exchange of its own, where it is to be removed. */
export async function planPruning(manifest: Manifest, ask: Ask, { options, declaring, removed }: PruningInput): Promise<Pruning> {
  const { elsewhere, prune, isThorough = prune !== undefined } = options;
  const { orphans, leaving, others } = await findLeftovers(manifest, { ...declaring, elsewhere, isThorough });
  const declared = [...declaring.resources, ...others];
  const rules = { host: declaring.host, kind: options.kind.bind(options), users: prune?.users ?? false, declared };
  const removals = await Promise.all(orphans.map(async (orphan) => await removalOf(orphan, rules)));
  const undeclared = removals.map(undeclaredOf);
  if (prune === undefined) return { ...NO_PRUNING, undeclared };
  const isDue = removals.some(({ outcome }) => outcome === "removed");
  const [planned, readers] = await Promise.all([planRemovals(removals.toReversed(), ask), isDue ? ask(stampReaders, "") : new Map()]);
  const isDone = ({ resource }: Change): boolean => removed.has(resource);
  return {
    undeclared,
    changes: withReloads(
      planned.filter((change) => !isDone(change)),
      declared,
      readers,
    ),
    leaving: [...leaving, ...removals.flatMap(({ orphan, outcome }) => (outcome === "kept" ? [] : orphan.entries))],
    persisting: [...new Set(planned.filter(isDone).map(({ resource }) => resource))],
  };
}

function undeclaredOf(removal: Removal): Undeclared {
  const { id, entries } = removal.orphan;
  const playbooks = entries.map(({ playbook }) => playbook);
  return { resource: id, playbooks, ...(removal.outcome !== "removed" && { why: removal.why }) };
}

async function planRemovals(removals: readonly Removal[], ask: Ask): Promise<readonly Change[]> {
  const plans = removals.map(async (removal) => {
    if (removal.outcome !== "removed") return [];
    const { orphan, absence } = removal;
    return (await absence.plan(ask)).map((change) => ({
      ...change,
      diff: shownOf(change),
      resource: orphan.id,
      title: `remove ${absence.title}`,
    }));
  });
  return (await Promise.all(plans)).flat();
}

/** The content that goes may hold a secret that nobody knows any more: it is not shown. */
function shownOf({ diff = {} }: Change): Diff {
  const { note, fields } = diff;
  return { ...(note !== undefined && { note }), ...(fields !== undefined && { fields }) };
}

/** A declared unit that read what goes must read that it is gone: by the last removal that it is to learn of. */
function withReloads(changes: readonly Change[], declared: readonly Resource[], readers: StampReaders | Missing): readonly Change[] {
  if (readers === missing) return changes;
  const units = [...readers].filter(([unit]) => declared.some(({ id }) => id === `service:${unit}`));
  return changes.map((change, index) => {
    const reloads = units.filter(([, ids]) => changes.findLastIndex(({ resource }) => ids.has(resource)) === index);
    return reloads.reduce((sum, [unit]) => withReload(sum, unit), change);
  });
}

function withReload({ title, commands, ...change }: Change, unit: string): Change {
  const reload = sh`! systemctl is-active --quiet -- ${unit} || systemctl reload-or-restart -- ${unit}`;
  return { ...change, title: `${title}; reload ${unit}`, commands: [...commands, reload] };
}
