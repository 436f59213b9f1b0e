import type { Ending } from "../model/absence.ts";
import { STATE_FOLDER } from "./prelude.ts";

/** Where a host keeps what playbooks declared on it. */
export const MANIFEST_PATH = `${STATE_FOLDER}/manifest.json`;

/** The version that is written; version 1 had digests alone. */
export const MANIFEST_VERSION = 2;

/** What is remembered of one resource; never its content, nor any secret. */
export interface Entry {
  /** Of its declared state. */
  readonly digest: string;
  /** How it ends when nobody declares it any more. */
  readonly absence?: Ending;
}

/** What one playbook last declared: resource id → entry, in the order of declaration. */
export type Section = Readonly<Record<string, Entry>>;

/** What each playbook last declared on a host. */
export interface Manifest {
  readonly playbooks: Readonly<Record<string, Section>>;
}

/** One entry of a manifest. */
export interface EntryAt {
  readonly playbook: string;
  readonly id: string;
}

/** The manifest of a host that has none yet. */
export const EMPTY_MANIFEST: Manifest = { playbooks: {} };

/**
 * Adds what is about to be made: written before the first change, so that a run that dies leaves nothing unknown behind. Where the entries are
 * all that the playbook declares, and in another order than before, they come behind what it no longer declares; else new ones come last.
 */
export function withEntries(
  manifest: Manifest,
  added: { readonly playbook: string; readonly entries: Section; readonly isAll: boolean },
): Manifest {
  const { playbook, entries, isAll } = added;
  const before = Object.entries(manifest.playbooks[playbook] ?? {});
  const inOrder = before.flatMap(([id]) => (id in entries ? [id] : [])).join("\n") === Object.keys(entries).join("\n");
  const kept = isAll && !inOrder ? before.filter(([id]) => !(id in entries)) : before;
  return { playbooks: { ...manifest.playbooks, [playbook]: { ...Object.fromEntries(kept), ...entries } } };
}

/** Takes entries out; a playbook of which nothing is left goes too. */
export function withoutEntries({ playbooks }: Manifest, gone: readonly EntryAt[]): Manifest {
  const isGone = (playbook: string, id: string): boolean => gone.some((one) => one.playbook === playbook && one.id === id);
  const sections = Object.entries(playbooks).map(([playbook, entries]) => {
    return [playbook, Object.fromEntries(Object.entries(entries).filter(([id]) => !isGone(playbook, id)))] as const;
  });
  return { playbooks: Object.fromEntries(sections.filter(([playbook, entries]) => keepsSection(playbook, entries, gone))) };
}

function keepsSection(playbook: string, entries: Section, gone: readonly EntryAt[]): boolean {
  return Object.keys(entries).length > 0 || !gone.some((one) => one.playbook === playbook);
}

/** How many resources of a host are remembered, whoever declared them. */
export function countResources({ playbooks }: Manifest): number {
  return new Set(Object.values(playbooks).flatMap((entries) => Object.keys(entries))).size;
}

/** The manifest as it is written: playbooks by name, one entry a line, so that it can be read and compared. */
export function renderManifest({ playbooks }: Manifest): string {
  const sections = Object.entries(playbooks)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entries]) => `  ${JSON.stringify(name)}: ${renderSection(entries)}`);
  const body = sections.length === 0 ? "{}" : `{\n${sections.join(",\n")}\n }`;
  return `{\n "version": ${MANIFEST_VERSION},\n "playbooks": ${body}\n}\n`;
}

function renderSection(entries: Section): string {
  const lines = Object.entries(entries).map(([id, entry]) => `   ${JSON.stringify(id)}: ${JSON.stringify(entry)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n  }`;
}
