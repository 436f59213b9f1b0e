import type { HeldRecord } from "./holdable-records.ts";
import type { WrittenRecord } from "./typed-record.ts";

/** Types of which all values of a name stand in one list; texts are too long for that. */
const LISTED: readonly string[] = ["A", "AAAA", "NS", "PTR"];

/** Writes records as a person would: the zone's own first, then name by name in the file's order, those of one name and type in one list. */
export function writtenRecords(held: readonly HeldRecord[]): readonly WrittenRecord[] {
  const names = new Map<string, Map<string, HeldRecord[]>>([["@", new Map()]]);
  for (const one of held) {
    const sets = names.get(one.record.owner) ?? new Map<string, HeldRecord[]>();
    names.set(one.record.owner, sets);
    const set = sets.get(one.record.type) ?? [];
    sets.set(one.record.type, set);
    set.push(one);
  }
  return [...names.values()].flatMap((sets) => [...sets.values()].flatMap(writtenSet));
}

function writtenSet(set: readonly HeldRecord[]): readonly WrittenRecord[] {
  const [first, ...others] = set.map(({ written }) => written);
  if (first === undefined || others.length === 0 || !LISTED.includes(first.type)) return set.map(({ written }) => written);
  return [{ ...first, value: set.map(({ written }) => (written as { readonly value: string }).value) } as WrittenRecord];
}
