import { Failure, Failures } from "../model/failure.ts";
import type { Host, Inventory } from "../model/host.ts";
import { type Playbook, type RoleUse, roleUses } from "../model/playbook.ts";
import type { Resource } from "../model/resource.ts";
import { roleVariable } from "../model/role.ts";

/** A resource with where it came from. */
export interface Declared {
  readonly resource: Resource;
  readonly role: string;
  readonly tags: readonly string[];
}

/** What a playbook declares for one host, in order. */
export interface HostWork {
  readonly host: Host;
  readonly declared: readonly Declared[];
}

/** Turns a playbook into resources for each host: pure, before any connection. Throws all mistakes of all hosts and roles together. */
export function compile(playbook: Playbook, hosts: readonly Host[], inventory: Inventory): readonly HostWork[] {
  const mistakes: Failure[] = [];
  const work = hosts.map((host) => {
    const uses = roleUses(playbook).filter(({ when }) => when?.(host) ?? true);
    const declared = uses.flatMap((use) => collect(mistakes, () => declareRole(use, host, inventory)) ?? []);
    mistakes.push(...duplicates(host, declared));
    return { host, declared };
  });
  if (mistakes.length > 0) throw new Failures(distinct(mistakes));
  return work;
}

function declareRole(use: RoleUse & { readonly tags: readonly string[] }, host: Host, inventory: Inventory): readonly Declared[] {
  const { role, tags } = use;
  const vars = readVars(use, host, inventory);
  const where = `${host.name}/${role.name}`;
  try {
    const resources = role.resources({ vars: vars as never, host, inventory });
    return resources.map((resource) => ({ resource, role: role.name, tags }));
  } catch (error) {
    if (error instanceof Failures) throw new Failures(error.failures.map((one) => placed(where, one)));
    if (error instanceof Failure) throw placed(where, error);
    throw new Failure("PLAYBOOK_INVALID", where, `Cannot declare role ${role.name} for ${host.name}: ${String(error)}`, { cause: error });
  }
}

function placed(where: string, failure: Failure): Failure {
  const { code, message, hint, stack } = failure;
  const moved = new Failure(code, `${where}: ${failure.where}`, message, { ...(hint !== undefined && { hint }), cause: failure.cause });
  // The stack still leads to the line of the role that made the mistake.
  return Object.assign(moved, { stack });
}

function readVars({ role }: RoleUse, host: Host, inventory: Inventory): unknown {
  const variable = roleVariable(role.name);
  const given = inventory.roleVars(host, variable) ?? {};
  const parsed = role.vars.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Failures(
    parsed.error.issues.map(({ path, message }) => {
      const at = [variable, ...path.map((step) => (typeof step === "symbol" ? String(step) : step))];
      const found = show(at.slice(1).reduce<unknown>(descend, given));
      const text = `Cannot read the variables of role ${role.name}: ${at.join(".")}: ${message}; got ${found}`;
      return new Failure("VARS_INVALID", inventory.whereIs(host, at), text, hintFor(found, message));
    }),
  );
}

function hintFor(found: string, message: string): { hint?: string } {
  if (message.includes("boolean") && /^"(yes|no|on|off|y|n)"$/i.test(found))
    return { hint: "YAML 1.2 has true and false; yes and no are strings" };
  if (message.includes("expected string") && /^\d+$/.test(found)) return { hint: `Put it into quotes: "${found}"` };
  return {};
}

function descend(value: unknown, step: string | number): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string | number, unknown>>)[step] : undefined;
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 120);
}

function duplicates({ name }: Host, declared: readonly Declared[]): readonly Failure[] {
  const first = new Map<string, string>();
  return declared.flatMap(({ resource: { id }, role }) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, role);
    if (before === undefined) return [];
    return [
      new Failure("RESOURCE_INVALID", `${name}/${role}`, `Cannot declare ${id} twice on ${name}: roles ${before} and ${role} both do`),
    ];
  });
}

function collect<T>(mistakes: Failure[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failures) mistakes.push(...error.failures);
    else if (error instanceof Failure) mistakes.push(error);
    else throw error;
    return undefined;
  }
}

/** One mistake in group_vars is one mistake, however many hosts read it. */
function distinct(failures: readonly Failure[]): readonly Failure[] {
  return [...new Map(failures.map((failure) => [`${failure.where} ${failure.message}`, failure])).values()];
}
