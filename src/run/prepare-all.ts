import { resolve } from "node:path";
import type { CompiledHost, Declared, HostWork } from "../engine/compile.ts";
import { Failure, Failures } from "../model/failure.ts";
import { collector } from "./collect.ts";
import { findRepository } from "./find-repository.ts";
import type { CheckOptions } from "./options.ts";
import { playbookFiles } from "./playbook-file.ts";
import { type Prepared, prepare } from "./prepare.ts";

/** Several playbooks as one. */
export interface PreparedTogether extends Prepared {
  /** Of the playbooks. */
  readonly names: readonly string[];
}

/**
 * Prepares several playbooks, or all of the folder, as one that declares what they declare. What two of them declare for a host counts once, as the
 * first one has it. Those of which `--limit` leaves no host are left out. Throws all mistakes together.
 */
export async function prepareAll(playbooks: readonly string[], options: CheckOptions): Promise<PreparedTogether> {
  const given = playbooks.length > 0 ? playbooks : [...playbookFiles(findRepository(resolve(options.folder ?? ""))).keys()];
  const { attempt, throwIfAny } = collector();
  const leftOut: Failures[] = [];
  const prepared: Prepared[] = [];
  for (const name of given) {
    const one = await attempt(() => prepareUnlessLimited(name, { ...options, report: prepared.length === 0 ? options.report : undefined }));
    if (one instanceof Failures) leftOut.push(one);
    else if (one !== undefined) prepared.push(one);
  }
  throwIfAny();
  const [first] = prepared;
  if (first === undefined) throw leftOut[0] ?? noPlaybook();
  const names = prepared.map(({ playbook }) => playbook.name);
  const work = mergeWork(
    prepared,
    first.inventory.hosts.map(({ name }) => name),
  );
  const playbook = { ...first.playbook, name: names.join(", ") };
  return { ...first, playbook, names, work, hosts: work.map(({ host }) => host), selects: undefined };
}

/** The mistake, where it is that `--limit` has none of the playbook's hosts. */
async function prepareUnlessLimited(name: string, options: CheckOptions): Promise<Prepared | Failures> {
  try {
    return await prepare(name, options);
  } catch (error) {
    if (error instanceof Failures && error.failures.every(({ code, where }) => code === "USAGE" && where === "--limit")) return error;
    throw error;
  }
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
