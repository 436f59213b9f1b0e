import { amend, Failure, Failures } from "../model/failure.ts";
import type { Downloads } from "../model/download.ts";
import type { Host, Inventory } from "../model/host.ts";
import { type Playbook, type RoleUse, roleUses } from "../model/playbook.ts";
import { readRoleVars } from "../model/read-role-vars.ts";
import type { Resource } from "../model/resource.ts";
import { roleVariable } from "../model/role.ts";
import { scrubbed } from "../model/scrubbed.ts";
import { scrubber } from "../model/scrubber.ts";
import { nameSecrets, type Secret, secretsIn } from "../model/secret.ts";
import { isClash, portText } from "../model/taken-port.ts";
import { hostMistakes } from "./host-mistakes.ts";

/** A resource with where it came from. */
export interface Declared {
  readonly resource: Resource;
  readonly role: string;
  readonly tags: readonly string[];
  /** Where several playbooks are planned together: those that declare it. */
  readonly playbooks?: readonly string[];
}

/** What a playbook declares for one host, in order. */
export interface HostWork {
  readonly host: Host;
  readonly declared: readonly Declared[];
}

/** The same, with every secret in the variables of its roles. */
export interface CompiledHost extends HostWork {
  readonly secrets: readonly Secret[];
}

/** Turns a playbook into resources for each host: pure, before any connection. Throws all mistakes of all hosts and roles together, each once. */
export function compile(
  playbook: Playbook,
  hosts: readonly Host[],
  inventory: Inventory,
  downloads: Downloads = new Map(),
): readonly CompiledHost[] {
  const mistakes = hostMistakes(hosts.length);
  const work = hosts.map((host) => {
    const uses = roleUses(playbook).filter((use) => mistakes.attempt(host, () => isWanted(use, host)));
    const compiled = uses.flatMap((use) => mistakes.attempt(host, () => compileRole(use, { host, inventory, downloads })) ?? []);
    const declared = compiled.flatMap((one) => one.declared);
    mistakes.attempt(host, () => {
      refuseDuplicates(declared);
      refuseClashes(declared, (role) => inventory.whereIs(host, [roleVariable(role)]));
    });
    return { host, declared, secrets: compiled.flatMap((one) => one.secrets) };
  });
  mistakes.throwIfAny();
  return work;
}

function isWanted({ role, when }: RoleUse, host: Host): boolean {
  return atRole(role.name, "decide whether it is wanted", () => when?.(host) ?? true);
}

function compileRole(
  use: RoleUse & { readonly tags: readonly string[] },
  { host, inventory, downloads }: { readonly host: Host; readonly inventory: Inventory; readonly downloads: Downloads },
): Pick<CompiledHost, "declared" | "secrets"> {
  const { role, tags } = use;
  const vars = readVars(use, host, inventory);
  const secrets = secretsIn(vars);
  try {
    const resources = atRole(role.name, "declare its resources", () => role.resources({ vars: vars as never, host, inventory, downloads }));
    return { declared: resources.map((resource) => ({ resource, role: role.name, tags })), secrets };
  } catch (error) {
    throw scrubbed(error, scrubber(secrets));
  }
}

/** Runs a function of a playbook or role; a mistake in its code gets the role's name. */
function atRole<Result>(name: string, what: string, work: () => Result): Result {
  const where = `role ${name}`;
  const named = (one: Failure): Failure => (isInCode(one) ? amend(one, { where: `${where}: ${one.where}` }) : one);
  try {
    return work();
  } catch (error) {
    if (error instanceof Failures) throw new Failures(error.failures.map(named));
    if (error instanceof Failure) throw named(error);
    throw new Failure("PLAYBOOK_INVALID", where, `Cannot ${what}: ${String(error)}`, { cause: error });
  }
}

/** Is it a mistake of a playbook or role? All others have a place of their own, in the inventory or a file, that several roles may come upon. */
export function isInCode({ code }: Failure): boolean {
  return code === "PLAYBOOK_INVALID" || code === "RESOURCE_INVALID";
}

function readVars({ role }: RoleUse, host: Host, inventory: Inventory): unknown {
  return nameSecrets(readRoleVars(role.vars, { role: role.name, host, inventory }), [roleVariable(role.name)]);
}

function refuseDuplicates(declared: readonly Declared[]): void {
  const first = new Map<string, string>();
  const mistakes = declared.flatMap(({ resource: { id }, role }) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, role);
    if (before === undefined) return [];
    const by = before === role ? `role ${role} does so` : `roles ${before} and ${role} both do`;
    return [new Failure("RESOURCE_INVALID", `role ${role}`, `Cannot declare ${id} twice on a host: ${by}`)];
  });
  if (mistakes.length > 0) throw new Failures(mistakes);
}

/** Finds ports that two resources take. Each is told where the variables of the role stand that comes second. */
function refuseClashes(declared: readonly Declared[], placeOf: (role: string) => string): void {
  const all = declared.flatMap(({ resource: { id, ports = [] }, role }) => ports.map((port) => ({ id, role, port })));
  const mistakes = all.flatMap(({ id, role, port }, at) => {
    const other = all.slice(0, at).find((before) => before.id !== id && isClash(before.port, port));
    if (other === undefined) return [];
    const message = `Cannot declare ${id} of role ${role}: ${portText(port)} is taken by ${other.id} of role ${other.role} (${placeOf(other.role)})`;
    return [new Failure("VARS_INVALID", placeOf(role), message, { hint: "Give one of them another port." })];
  });
  if (mistakes.length > 0) throw new Failures(mistakes);
}
