import type { Change } from "../model/change.ts";
import type { Ask } from "../model/fact.ts";
import { missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type Asking, runAsking, type Send } from "./asker.ts";
import type { Declared } from "./compile.ts";
import { orderChanges } from "./order-changes.ts";
import { EMPTY_MANIFEST, type Manifest, manifestFact } from "./manifest.ts";

/** What a host needs, as data. */
export interface HostPlan {
  /** In the order in which they are applied; bookkeeping included. */
  readonly changes: readonly Change[];
  /** What could not be planned; nothing of the host is changed then. */
  readonly failures: readonly Failure[];
  readonly manifest: Manifest;
  /** Resource id → digest of the declared state, for the manifest. */
  readonly digests: Readonly<Record<string, string>>;
}

type Answer = { readonly manifest: Manifest } | { readonly id: string; readonly changes: readonly Change[]; readonly digest: string };

/** Plans all resources of a host together, so that all their questions travel in one exchange. Throws when the exchange itself broke. */
export async function planHost(declared: readonly Declared[], host: string, send: Send): Promise<HostPlan> {
  const works: readonly Asking<Answer>[] = [readManifest, ...declared.map(planOne)];
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
  const failures = settled.flatMap((result, index) =>
    result.status === "rejected" ? [asFailure(host, declared[index - 1]?.resource.id ?? "manifest", result.reason)] : [],
  );
  return {
    changes: orderChanges(
      planned.flatMap(({ changes }) => changes),
      declared,
    ),
    failures: [...new Map(failures.map((failure) => [failure.where + failure.message, failure])).values()],
    manifest: answers.flatMap((answer) => ("manifest" in answer ? [answer.manifest] : []))[0] ?? EMPTY_MANIFEST,
    digests: Object.fromEntries(planned.map(({ id, digest }) => [id, digest])),
  };
}

async function readManifest(ask: Ask): Promise<Answer> {
  const manifest = await ask(manifestFact, "");
  return { manifest: manifest === missing ? EMPTY_MANIFEST : manifest };
}

function planOne({ resource }: Declared): Asking<Answer> {
  return async (ask) => {
    const [changes, digest] = await Promise.all([resource.plan(ask), resource.digest(ask)]);
    return { id: resource.id, changes, digest };
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
