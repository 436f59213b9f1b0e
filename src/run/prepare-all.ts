import { resolve } from "node:path";
import type { CompiledHost, Declared, HostWork } from "../engine/compile.ts";
import { Failure, Failures } from "../model/failure.ts";
import { collector } from "./collect.ts";
import { findRepository, shownPath } from "./find-repository.ts";
import type { CheckOptions } from "./options.ts";
import { playbookFiles } from "./playbook-file.ts";
import { type Prepared, prepare } from "./prepare.ts";

const LIMIT = "--limit";

/** Several playbooks as one. */
export interface PreparedTogether extends Prepared {
  /** Of the playbooks. */
  readonly names: readonly string[];
}

/**
 * Prepares several playbooks, or all of the folder, as one that declares what they declare. What two of them declare for a host counts once, as the
 * first one has it. Those of which `--limit` leaves no host are left out, and where all are taken those whose own pattern selects none, with a
 * warning. Throws all mistakes together.
 */
export async function prepareAll(playbooks: readonly string[], options: CheckOptions): Promise<PreparedTogether> {
  const { prepared, leftOut } = await prepareEach(playbooks, options);
  const [first] = prepared;
  if (first === undefined) throw leftOut[0] ?? noPlaybook();
  for (const { where, message } of leftOut.flatMap(({ failures }) => failures)) {
    if (where !== LIMIT) options.report?.({ type: "notice", level: "warning", message: `${where}: ${message}: the playbook is left out` });
  }
  const names = prepared.map(({ playbook }) => playbook.name);
  const work = mergeWork(
    prepared,
    first.inventory.hosts.map(({ name }) => name),
  );
  const playbook = { ...first.playbook, name: names.join(", ") };
  return { ...first, playbook, names, work, hosts: work.map(({ host }) => host), selects: undefined };
}

/** Those that have a host, and the mistakes of those that may have none. */
async function prepareEach(
  playbooks: readonly string[],
  options: CheckOptions,
): Promise<{ readonly prepared: readonly Prepared[]; readonly leftOut: readonly Failures[] }> {
  const folder = resolve(options.folder ?? "");
  const given = playbooks.length > 0 ? playbooks.map((name) => [name] as const) : [...playbookFiles(findRepository(folder))];
  const { attempt, throwIfAny } = collector();
  const leftOut: Failures[] = [];
  const prepared: Prepared[] = [];
  for (const [name, file] of given) {
    const quietly = { ...options, report: prepared.length === 0 ? options.report : undefined };
    const shown = file === undefined ? undefined : shownPath(file, folder);
    const one = await attempt(() => prepareUnlessNone(name, quietly, (failure) => isNoHost(failure, shown)));
    if (one instanceof Failures) leftOut.push(one);
    else if (one !== undefined) prepared.push(one);
  }
  throwIfAny();
  return { prepared, leftOut };
}

/** The mistakes, where all of them are that the playbook has no host. */
async function prepareUnlessNone(name: string, options: CheckOptions, isNone: (failure: Failure) => boolean): Promise<Prepared | Failures> {
  try {
    return await prepare(name, options);
  } catch (error) {
    if (error instanceof Failures && error.failures.every(isNone)) return error;
    throw error;
  }
}

/** Has `--limit` none of the playbook's hosts, or, in the playbook's own file, its pattern none? */
function isNoHost({ code, where }: Failure, file: string | undefined): boolean {
  return code === "USAGE" && (where === LIMIT || (file !== undefined && where.startsWith(`${file}:`)));
}

function mergeWork(prepared: readonly Prepared[], order: readonly string[]): readonly CompiledHost[] {
  const all = prepared.flatMap(({ playbook, work }) => work.map((one) => ({ playbook: playbook.name, ...one })));
  return order.flatMap((name) => {
    const own = all.filter(({ host }) => host.name === name);
    const [first] = own;
    return first === undefined ? [] : [{ host: first.host, declared: mergeDeclared(own), secrets: own.flatMap(({ secrets }) => secrets) }];
  });
}

function mergeDeclared(works: readonly (HostWork & { readonly playbook: string })[]): readonly Declared[] {
  const merged = new Map<string, Declared>();
  for (const { playbook, declared } of works) {
    for (const one of declared) {
      const known = merged.get(one.resource.id);
      merged.set(one.resource.id, { ...(known ?? one), playbooks: [...(known?.playbooks ?? []), playbook] });
    }
  }
  return [...merged.values()];
}

function noPlaybook(): Failure {
  return new Failure("USAGE", "playbooks/", "Cannot find a playbook: playbooks/ is empty, or there is none here or above", {
    hint: "Name one by its path",
  });
}
