import type { Kind } from "../model/kind.ts";
import type { Resource } from "../model/resource.ts";
import type { Orphan } from "./orphans.ts";

/** What `--prune` makes of an orphan. */
export type Removal =
  | { readonly orphan: Orphan; readonly outcome: "removed"; readonly absence: Resource }
  /** It stays on the host and is forgotten. */
  | { readonly orphan: Orphan; readonly outcome: "left"; readonly why: string }
  /** It stays on the host and in the manifest. */
  | { readonly orphan: Orphan; readonly outcome: "kept"; readonly why: string };

/** What decides about a removal. */
export interface RemovalRules {
  /** A kind of the package by its name. */
  kind(name: string): Promise<Kind | undefined>;
  /** `--prune-users`. */
  readonly users: boolean;
  /** Everything that is declared for the host, by whichever playbook. */
  readonly declared: readonly Resource[];
}

const ACCOUNTS: readonly string[] = ["user", "group"];

/** Kinds that work on a part of a file: several of them on one file do not touch each other. */
const PARTIAL: readonly string[] = ["line", "block"];

/** Decides what becomes of an orphan. */
export async function removalOf(orphan: Orphan, { kind, users, declared }: RemovalRules): Promise<Removal> {
  const { ending } = orphan;
  if (typeof ending !== "object") return { orphan, outcome: "left", why: `${kindOf(orphan)} is never removed by itself` };
  const absence = absenceOf(ending.props, await kind(ending.kind));
  if (absence === undefined) return { orphan, outcome: "left", why: `this version cannot remove a ${ending.kind} of the one that made it` };
  const claim = declared.find((one) => claims(one, absence));
  if (claim !== undefined) return { orphan, outcome: "left", why: `${claim.id} has it now` };
  if (ACCOUNTS.includes(ending.kind) && !users) return { orphan, outcome: "kept", why: "accounts are removed only with --prune-users" };
  return { orphan, outcome: "removed", absence };
}

/** `undefined` where the kind is not known, or does not take these properties any more. */
function absenceOf(props: unknown, kind: Kind | undefined): Resource | undefined {
  try {
    return kind?.(props);
  } catch {
    return undefined;
  }
}

function claims({ kind, paths = [] }: Resource, absence: Resource): boolean {
  if (PARTIAL.includes(kind) && PARTIAL.includes(absence.kind)) return false;
  return paths.some((path) => absence.paths?.includes(path));
}

function kindOf({ id }: Orphan): string {
  return id.slice(0, id.indexOf(":"));
}
