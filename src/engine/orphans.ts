import type { Ending } from "../model/absence.ts";
import type { Host } from "../model/host.ts";
import type { Resource } from "../model/resource.ts";
import type { EntryAt, Manifest, Section } from "./manifest.ts";

/** What the rest of the folder declares: needed only where a host's manifest holds what the playbook at hand does not. */
export interface Elsewhere {
  /** Does no playbook of this name exist any more, so that nobody but this run can look after what it declared? */
  isGone(playbook: string): boolean;
  /**
   * Are the playbooks at hand of the folder that is looked into? Where not, nobody knows which others live: what those declared is none of this
   * run's business, and that is told.
   */
  knowsOthers(): boolean;
  /**
   * What the other playbooks declare for a host, by name; without those that leave the host out. `undefined` where one of them cannot be
   * compiled, which has been told: then nobody knows what is no longer declared.
   */
  declared(host: Host): Promise<ReadonlyMap<string, readonly Resource[]> | undefined>;
}

/** Something that a host still has and that no playbook declares any more. */
export interface Orphan {
  readonly id: string;
  readonly ending: Ending;
  /** Where the manifest holds it. */
  readonly entries: readonly EntryAt[];
}

/** What a host's manifest holds beside what is declared. */
export interface Leftovers {
  /** In the order in which they were declared. */
  readonly orphans: readonly Orphan[];
  /** Entries that say nothing any more: there is nothing to remove, or another playbook holds the resource too. */
  readonly leaving: readonly EntryAt[];
  /** What the other playbooks declare for the host; empty where that was not needed. */
  readonly others: readonly Resource[];
}

/** Which playbooks a run is about, all that they declare for a host (whatever the tags), and what is known of the others. */
export interface Declaring {
  readonly host: Host;
  readonly playbooks: readonly string[];
  readonly resources: readonly Resource[];
  readonly elsewhere: Elsewhere;
  /** Look at the others in any case: one of them may leave this host out by now. */
  readonly isThorough: boolean;
}

const NOTHING: Leftovers = { orphans: [], leaving: [], others: [] };

interface Candidate extends EntryAt {
  readonly ending: Ending;
}

/**
 * Finds what nobody declares any more: entries of the playbooks at hand that they no longer declare, and all entries of playbooks that are gone.
 * Entries of another playbook that still exists are its own business. The others are compiled only where there is something to ask them.
 */
export async function findLeftovers(manifest: Manifest, declaring: Declaring): Promise<Leftovers> {
  const { host, playbooks, elsewhere, isThorough } = declaring;
  const sections = Object.entries(manifest.playbooks);
  const near = sections.filter(([name]) => playbooks.includes(name) || elsewhere.isGone(name));
  const looksAround = isThorough && near.length < sections.length;
  const { open, leaving } = sift(near, sections, declaring);
  if (open.length === 0 && !looksAround) return { ...NOTHING, leaving };
  const others = await elsewhere.declared(host);
  if (others === undefined) return { ...NOTHING, leaving };
  const dead = sections.filter((section) => near.includes(section) || (!others.has(section[0]) && elsewhere.knowsOthers()));
  const all = sift(dead, sections, declaring);
  const resources = [...others.values()].flat();
  const known = new Set(resources.map(({ id }) => id));
  return { orphans: orphansOf(all.open.filter(({ id }) => !known.has(id))), leaving: all.leaving, others: resources };
}

/** Parts what some sections hold and the playbooks at hand do not declare: into what is open, and what needs no more looking after. */
function sift(
  dead: readonly (readonly [string, Section])[],
  sections: readonly (readonly [string, Section])[],
  { playbooks, resources }: Declaring,
): { readonly open: readonly Candidate[]; readonly leaving: readonly EntryAt[] } {
  const declared = new Set(resources.map(({ id }) => id));
  const living = sections.filter((section) => !dead.includes(section)).flatMap(([, entries]) => Object.keys(entries));
  const heldElsewhere = new Set([...living, ...declared]);
  const candidates = dead.flatMap(([playbook, entries]) =>
    Object.entries(entries)
      .filter(([id]) => !playbooks.includes(playbook) || !declared.has(id))
      .map(([id, { absence }]): Candidate => ({ playbook, id, ending: absence })),
  );
  const isSettled = ({ id, ending }: Candidate): boolean => ending === "nothing" || heldElsewhere.has(id);
  return {
    open: candidates.filter((one) => !isSettled(one)),
    leaving: candidates.filter(isSettled).map(({ playbook, id }) => ({ playbook, id })),
  };
}

function orphansOf(candidates: readonly Candidate[]): readonly Orphan[] {
  const found = new Map<string, Orphan>();
  for (const { playbook, id, ending } of candidates) {
    const known = found.get(id);
    found.set(id, { id, ending: ending ?? known?.ending, entries: [...(known?.entries ?? []), { playbook, id }] });
  }
  return [...found.values()];
}
