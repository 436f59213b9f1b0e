import type { LoadedInventory } from "../inventory/load-inventory.ts";
import { Failure } from "../model/failure.ts";
import type { Host, Value } from "../model/host.ts";
import { parseBySchema } from "../model/parse-by-schema.ts";
import { type Role, roleVariable } from "../model/role.ts";
import { Secret } from "../model/secret.ts";
import { loadRole } from "./catalog.ts";
import { collector } from "./collect.ts";
import { findRepository } from "./find-repository.ts";
import { loadFleet } from "./load-fleet.ts";
import type { FleetOptions } from "./options.ts";
import { allRoleFiles } from "./role-files.ts";
import { recipientsOf, type SecretFile } from "./secret-file.ts";
import type { ListedSecret } from "./secrets-list.ts";

/** Something that is allowed and probably not meant. */
export interface SecretWarning {
  readonly where: string;
  readonly message: string;
}

/** Finds values that are encrypted for fewer or more recipients than are listed now. Whose recipients they are, age does not say. */
export async function findMisfits(
  files: readonly SecretFile[],
  listed: readonly ListedSecret[],
  folder: string,
): Promise<readonly Failure[]> {
  const { attempt, failures } = collector();
  const misfits: Failure[] = [];
  for (const file of files.filter(({ values }) => values.some(({ tag }) => tag === "!age"))) {
    const wanted = (await attempt(() => recipientsOf(file, folder)))?.length;
    const places = new Set(file.values.map(({ where }) => where));
    for (const { where, variable = "", recipients } of listed.filter((one) => one.kind === "age" && places.has(one.where))) {
      if (wanted === undefined || recipients === undefined || recipients === wanted) continue;
      const message = `Cannot leave ${variable} as it is: its recipients are ${recipients}, and the list has ${wanted} now`;
      misfits.push(new Failure("INVENTORY_INVALID", where, message, { hint: `infra secrets rekey ${file.shown}` }));
    }
  }
  return [...failures(), ...misfits];
}

/** Finds values in plain of variables that a role takes for secrets, each once, with their places. What a schema refuses is left to `infra check`. */
export async function findPlainSecrets(options: FleetOptions & { readonly folder: string }): Promise<readonly SecretWarning[]> {
  const inventory = await loadFleet(options);
  const found = new Map<string, SecretWarning>();
  const { attempt } = collector();
  for (const [name, path] of allRoleFiles(findRepository(options.folder))) {
    const hosts = inventory.hosts.filter((host) => Object.hasOwn(host.vars, roleVariable(name)));
    const role = hosts.length === 0 ? undefined : await attempt(() => loadRole(name, path, options.folder));
    for (const host of role ? hosts : []) {
      const warnings = (await attempt(() => plainSecretsOf(host, role, inventory))) ?? [];
      for (const warning of warnings) found.set(warning.where, warning);
    }
  }
  return [...found.values()];
}

function plainSecretsOf(host: Host, role: Role | undefined, inventory: LoadedInventory): readonly SecretWarning[] {
  if (!role) return [];
  const variable = roleVariable(role.name);
  const given = inventory.roleVars(host, variable);
  const parsed = given === undefined ? undefined : parseBySchema(role.vars, given);
  if (parsed?.outcome !== "fits") return [];
  return secretPaths(parsed.data, []).flatMap((path) => {
    if (typeof at(given, path) !== "string") return [];
    const name = [variable, ...path].join(".");
    const where = inventory.whereIs(host, [variable, ...path]);
    return [
      { where, message: `${name} stands there in plain, and role ${role.name} takes it for a secret: infra secrets set FILE ${name}` },
    ];
  });
}

type Path = readonly (string | number)[];

/** Where in what a schema made of a value its secrets are. */
function secretPaths(value: unknown, path: Path): readonly Path[] {
  if (value instanceof Secret) return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => secretPaths(item, [...path, index]));
  return typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, one]) => secretPaths(one, [...path, key])) : [];
}

function at(value: Value | undefined, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null ? (inner as Readonly<Record<string | number, unknown>>)[step] : undefined,
    value,
  );
}
