import type { Change } from "../model/change.ts";
import type { Ask } from "../model/fact.ts";
import { missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type Asking, runAsking, type Send } from "./asker.ts";
import type { Declared } from "./compile.ts";
import { EMPTY_MANIFEST, type Entry, type Manifest, type Section } from "./manifest.ts";
import { orderChanges } from "./order-changes.ts";
import { manifestFact } from "./parse-manifest.ts";
import { NO_PRUNING, planPruning, type Pruning, type PruningInput } from "./pruning.ts";

/** What a host needs, as data. */
export interface HostPlan {
  /** In the order in which they are applied; bookkeeping and removals included. */
  readonly changes: readonly Change[];
  /** What could not be planned; nothing of the host is changed then. */
  readonly failures: readonly Failure[];
  /** What a reader should know although nothing is to change for it. */
  readonly warnings: readonly string[];
  readonly manifest: Manifest;
  /** What is declared, for the manifest. */
  readonly entries: Section;
  readonly pruning: Pruning;
  /** Ids of resources that are changed later on in the run: no unit counts as having read them. */
  readonly pending?: readonly string[];
}

/** The plan of a host that was not looked at. */
export const NO_PLAN: HostPlan = { changes: [], failures: [], warnings: [], manifest: EMPTY_MANIFEST, entries: {}, pruning: NO_PRUNING };

/** What is planned on a host, and how it is asked. */
export interface PlanInput {
  readonly host: string;
  readonly send: Send;
  /** Left out: what is no longer declared is not looked for. */
  readonly pruning?: PruningInput | undefined;
}

type Answer =
  | { readonly manifest: Manifest; readonly pruning: Pruning }
  | { readonly id: string; readonly changes: readonly Change[]; readonly warnings: readonly string[]; readonly entry: Entry };

/**
 * Plans all resources of a host together, so that all their questions travel in one exchange; what is to be removed is known only after it, and
 * takes a second one. Throws when an exchange itself broke.
 */
export async function planHost(declared: readonly Declared[], { host, send, pruning }: PlanInput): Promise<HostPlan> {
  const works: readonly Asking<Answer>[] = [(ask) => readManifest(ask, pruning), ...declared.map(planOne)];
  const broken: unknown[] = [];
  const settled = await runAsking(works, async (questions) => {
    try {
      return await send(questions);
    } catch (error) {
      broken.push(error);
      throw error;
    }
  });
  if (broken.length > 0) throw broken[0];
  const answers = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const planned = answers.flatMap((answer) => ("changes" in answer ? [answer] : []));
  const state = answers.flatMap((answer) => ("manifest" in answer ? [answer] : []))[0] ?? { manifest: EMPTY_MANIFEST, pruning: NO_PRUNING };
  const failures = settled.flatMap((result, index) =>
    result.status === "rejected" ? [asFailure(host, declared[index - 1]?.resource.id ?? "manifest", result.reason)] : [],
  );
  return {
    ...state,
    changes: orderChanges([...planned.flatMap(({ changes }) => changes), ...state.pruning.changes], declared),
    failures: [...new Map(failures.map((failure) => [failure.where + failure.message, failure])).values()],
    warnings: planned.flatMap(({ warnings }) => warnings),
    entries: Object.fromEntries(planned.map(({ id, entry }) => [id, entry])),
  };
}

async function readManifest(ask: Ask, input: PruningInput | undefined): Promise<Answer> {
  const answer = await ask(manifestFact, "");
  const manifest = answer === missing ? EMPTY_MANIFEST : answer;
  return { manifest, pruning: input === undefined ? NO_PRUNING : await planPruning(manifest, ask, input) };
}

function planOne({ resource }: Declared): Asking<Answer> {
  return async (ask) => {
    const [changes, digest, warnings = []] = await Promise.all([resource.plan(ask), resource.digest(ask), resource.warnings?.(ask)]);
    const { id, ending: absence } = resource;
    return { id, changes, warnings, entry: { digest, ...(absence !== undefined && { absence }) } };
  };
}

function asFailure(host: string, id: string, reason: unknown): Failure {
  if (!(reason instanceof Failure)) {
    return new Failure("INTERNAL", `${host}/${id}`, `Cannot plan ${id} on ${host}: ${String(reason)}`, { cause: reason });
  }
  const { code, where, message, hint, output, cause } = reason;
  if (where.startsWith(`${host}/`)) return reason;
  return new Failure(code, `${host}/${id}`, message, {
    ...(hint !== undefined && { hint }),
    ...(output !== undefined && { output }),
    cause,
  });
}
