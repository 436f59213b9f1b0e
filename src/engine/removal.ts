import { z } from "zod";
import type { Host } from "../model/host.ts";
import type { Kind } from "../model/kind.ts";
import type { Resource } from "../model/resource.ts";
import { Secret, unsealed } from "../model/secret.ts";
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

/** A `line` that is to be there. */
const PresentLine = z.object({ path: z.string(), line: z.string().or(z.instanceof(Secret)), absent: z.literal(false) });

/** A `line`, or all lines that an expression fits, that is to go. */
const AbsentLine = z.object({ path: z.string(), line: z.string().optional(), match: z.string().optional() });

const LoginKeys = z.object({ user: z.string() });

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
function whyLocksOut({ kind, want }: Resource, { address }: RemovalRules["host"]): string | undefined {
  if (kind !== "authorizedKeys" || address.connection !== "ssh") return undefined;
  const { user } = LoginKeys.parse(want);
  if (address.user === undefined) return `${user} may be who logs in: the inventory does not say who does`;
  return user === address.user ? `${user} is who logs in` : undefined;
}

/** `undefined` where the kind is not known, or does not take these properties any more. */
function absenceOf(props: unknown, kind: Kind | undefined): Resource | undefined {
  try {
    return kind?.(props);
  } catch {
    return undefined;
  }
}

function claims(one: Resource, absence: Resource): boolean {
  const { kind, paths = [] } = one;
  if (PARTIAL.includes(kind) && PARTIAL.includes(absence.kind)) return isSameLine(one, absence);
  return paths.some((path) => absence.paths?.includes(path));
}

/** Is it a line that the absence would take away? */
function isSameLine(one: Resource, absence: Resource): boolean {
  if (one.kind !== "line" || absence.kind !== "line") return false;
  const [present, gone] = [PresentLine.safeParse(one.want), AbsentLine.parse(absence.want)];
  if (!present.success || present.data.path !== gone.path) return false;
  const text = unsealed(present.data.line);
  return text === gone.line || (gone.match !== undefined && new RegExp(gone.match, "u").test(text));
}

function kindOf({ id }: Orphan): string {
  return id.slice(0, id.indexOf(":"));
}
