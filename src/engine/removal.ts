import type { Host } from "../model/host.ts";
import type { Kind } from "../model/kind.ts";
import type { Resource } from "../model/resource.ts";
import { takesAway } from "../formats/line-takes-away.ts";
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
  readonly host: Pick<Host, "address">;
  /** A kind of the package by its name. */
  kind(name: string): Promise<Kind | undefined>;
  /** `--prune-users`. */
  readonly users: boolean;
  /** Everything that is declared for the host, by whichever playbook. */
  readonly declared: readonly Resource[];
}

/** Kinds that decide who gets in: without one of them the controller may be locked out. */
const ACCOUNTS: readonly string[] = ["user", "group", "authorizedKeys"];

/** What decides who becomes root, see sudoers(5). */
const SUDOERS = /^\/etc\/sudoers(?:\.d\/|$)/;

/** Kinds that work on a part of a file: several of them on one file do not touch each other. */
const PARTIAL: readonly string[] = ["line", "block"];

/** Decides what becomes of an orphan. */
export async function removalOf(orphan: Orphan, { host, kind, users, declared }: RemovalRules): Promise<Removal> {
  const { ending } = orphan;
  if (typeof ending !== "object") return { orphan, outcome: "left", why: `${kindOf(orphan)} is never removed by itself` };
  const absence = absenceOf(ending.props, await kind(ending.kind));
  if (absence === undefined) return { orphan, outcome: "left", why: `this version cannot remove a ${ending.kind} of the one that made it` };
  const claim = declared.find((one) => claims(one, absence));
  if (claim !== undefined) return { orphan, outcome: "left", why: `${claim.id} has it now` };
  const why = users ? whyLocksOut(absence, host) : whyOnlyWithUsers(absence);
  return why === undefined ? { orphan, outcome: "removed", absence } : { orphan, outcome: "kept", why };
}

function whyOnlyWithUsers({ kind, paths = [] }: Resource): string | undefined {
  if (ACCOUNTS.includes(kind)) return `${kind === "authorizedKeys" ? "keys that let in" : "accounts"} are removed only with --prune-users`;
  return paths.some((path) => SUDOERS.test(path)) ? "rights of sudo are removed only with --prune-users" : undefined;
}

/** The keys of the account that this very run logs in by stay; who that is, ssh alone knows where the inventory does not say it. */
function whyLocksOut({ id, kind }: Resource, { address }: RemovalRules["host"]): string | undefined {
  if (kind !== "authorizedKeys" || address.connection !== "ssh") return undefined;
  if (address.user === undefined) return "they may be those that the run logs in by: the inventory names no account";
  return id === `${kind}:${address.user}` ? `${address.user} is who logs in` : undefined;
}

/** `undefined` where the kind is not known, or does not take these properties any more. */
function absenceOf(props: unknown, kind: Kind | undefined): Resource | undefined {
  try {
    return kind?.(props);
  } catch {
    return undefined;
  }
}

function claims({ kind, want, paths = [] }: Resource, absence: Resource): boolean {
  if (kind === "line" && absence.kind === "line") return takesAway(absence.want, want);
  if (PARTIAL.includes(kind) && PARTIAL.includes(absence.kind)) return false;
  return paths.some((path) => absence.paths?.includes(path));
}

function kindOf({ id }: Orphan): string {
  return id.slice(0, id.indexOf(":"));
}
