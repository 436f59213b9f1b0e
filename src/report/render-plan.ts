import type { Change, Diff, Together } from "../model/change.ts";
import type { Undeclared } from "../model/event.ts";
import { harmlessLine } from "./harmless.ts";
import type { Paint } from "./paint.ts";
import { renderDiff } from "./render-diff.ts";

/** What a change shows of itself. */
export interface ShownChange {
  readonly resource: string;
  readonly title: string;
  readonly diff?: Diff;
  readonly guard?: string;
  readonly together?: Together;
}

/** What was found out about a host. */
export interface HostFindings {
  readonly changes: readonly Change[];
  readonly undeclared?: readonly Undeclared[];
  /** For `drift`: ids of resources that were changed on the host; all other changes are the playbooks'. */
  readonly drifted?: readonly string[];
}

/** The changes of a plan that a reader is shown: all but this program's own notes. */
export function shownChanges(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ bookkeeping }) => bookkeeping !== true);
}

/** Renders the plans of all hosts; hosts with the very same findings share one block, so that a hundred hosts are as readable as one. */
export function renderPlan(plans: ReadonlyMap<string, HostFindings>, paint: Paint): string {
  const blocks = new Map<string, { readonly hosts: string[]; readonly head: string }>();
  for (const [host, findings] of plans) {
    const head = amount(shownChanges(findings.changes).length, findings);
    const text = findings.drifted === undefined ? renderFindings(findings, paint) : renderDrift(findings, paint);
    const block = blocks.get(text) ?? { hosts: [], head };
    block.hosts.push(harmlessLine(host));
    blocks.set(text, block);
  }
  return [...blocks].map(([text, { hosts, head }]) => `${paint.strong(hosts.join(", "))}: ${head}\n${text}`).join("");
}

function renderFindings({ changes, undeclared = [] }: HostFindings, paint: Paint): string {
  const shown = shownChanges(changes);
  const removed = new Set(shown.map(({ resource }) => resource));
  const rest = undeclared.filter(({ resource }) => !removed.has(resource));
  return [...shown.map((change) => renderChange(change, paint)), ...rest.map((one) => renderUndeclared(one, paint))].join("");
}

/** In three groups: what was changed on the host, what was changed in the playbooks since, and what they no longer declare. */
function renderDrift({ changes, undeclared = [], drifted = [] }: HostFindings, paint: Paint): string {
  const shown = shownChanges(changes);
  const onHost = shown.filter(({ resource }) => drifted.includes(resource));
  const here = shown.filter(({ resource }) => !drifted.includes(resource));
  return [
    ...group(
      "changed on the host, as declared:",
      onHost.map((change) => renderChange(change, paint)),
    ),
    ...group(
      "changed in the playbooks, not applied yet:",
      here.map((change) => renderChange(change, paint)),
    ),
    ...undeclared.map((one) => renderUndeclared(one, paint)),
  ].join("");
}

function group(heading: string, members: readonly string[]): readonly string[] {
  return members.length === 0 ? [] : [`  ${heading}\n`, ...members.map((text) => text.replaceAll(/^/gm, "  ").replace(/ {2}$/, ""))];
}

/** Renders a resource that no playbook declares any more, and why `--prune` leaves it, where it does. */
export function renderUndeclared({ resource, why }: Undeclared, paint: Paint): string {
  const reason = why === undefined ? "" : `  ${paint.aside(`(${harmlessLine(why)})`)}`;
  return `  ${paint.removed("- no longer declared:")} ${harmlessLine(resource)}${reason}\n`;
}

/** Renders one change: its title, the resource it belongs to, and below how it is made, where it is no plain one, and its diff. */
function renderChange({ title, resource, diff, guard, together }: ShownChange, paint: Paint): string {
  const head = `  ${paint.changed(harmlessLine(title))}  ${paint.aside(harmlessLine(resource))}\n`;
  const notes = [
    ...(guard === undefined ? [] : [paint.removed(`needs --force: it ${harmlessLine(guard)}`)]),
    ...(together === undefined ? [] : [paint.aside(harmlessLine(togetherWords(together)))]),
  ];
  return head + notes.map((note) => `      ${note}\n`).join("") + renderBody(diff, paint);
}

function togetherWords({ hosts, phases }: Together): string {
  return `together on ${hosts.join(", ")}: ${phases.map(({ title }) => title).join(", then ")}`;
}

/** Renders a diff below the line that it belongs to; nothing where there is none. */
export function renderBody(diff: Diff | undefined, paint: Paint): string {
  return (diff ? renderDiff(diff, paint) : []).map((line) => `      ${line}\n`).join("");
}

function amount(count: number, { drifted }: HostFindings): string {
  if (drifted !== undefined) return count === 1 ? "1 difference" : `${count === 0 ? "no" : count} differences`;
  if (count === 0) return "nothing to change";
  return count === 1 ? "1 change" : `${count} changes`;
}
