import type { Change, Diff } from "../model/change.ts";
import { harmlessLine } from "./harmless.ts";
import type { Paint } from "./paint.ts";
import { renderDiff } from "./render-diff.ts";

/** What a change shows of itself. */
export interface ShownChange {
  readonly resource: string;
  readonly title: string;
  readonly diff?: Diff;
}

/** The changes of a plan that a reader is shown: all but this program's own notes. */
export function shownChanges(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ bookkeeping }) => bookkeeping !== true);
}

/** Renders the plans of all hosts; hosts with the very same changes share one block, so that a hundred hosts are as readable as one. */
export function renderPlan(plans: ReadonlyMap<string, readonly Change[]>, paint: Paint): string {
  const blocks = new Map<string, { readonly hosts: string[]; readonly count: number }>();
  for (const [host, changes] of plans) {
    const shown = shownChanges(changes);
    const text = shown.map((change) => renderChange(change, paint)).join("");
    const block = blocks.get(text) ?? { hosts: [], count: shown.length };
    block.hosts.push(harmlessLine(host));
    blocks.set(text, block);
  }
  return [...blocks].map(([text, { hosts, count }]) => `${paint.strong(hosts.join(", "))}: ${amount(count)}\n${text}`).join("");
}

/** Renders one change: its title, the resource it belongs to, and its diff below. */
function renderChange({ title, resource, diff }: ShownChange, paint: Paint): string {
  const head = `  ${paint.changed(harmlessLine(title))}  ${paint.aside(harmlessLine(resource))}\n`;
  return head + renderBody(diff, paint);
}

/** Renders a diff below the line that it belongs to; nothing where there is none. */
export function renderBody(diff: Diff | undefined, paint: Paint): string {
  return (diff ? renderDiff(diff, paint) : []).map((line) => `      ${line}\n`).join("");
}

function amount(count: number): string {
  if (count === 0) return "nothing to change";
  return count === 1 ? "1 change" : `${count} changes`;
}
