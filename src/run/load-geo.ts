import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CountryDatabase, openCountryDatabase } from "../formats/country-database.ts";
import type { GeoState } from "../geo/answer.ts";
import { type DatabaseChoice, readDatabaseChoice } from "../geo/database-vars.ts";
import type { GeoModel } from "../geo/geo-model.ts";
import { geoOrders } from "../geo/geo-orders.ts";
import type { OrderedService, Orders } from "../geo/orders.ts";
import { GEO_VARIABLE, readGeoModel } from "../geo/read-geo-model.ts";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import { downloadKey } from "../model/download.ts";
import { hintOfWords } from "../model/did-you-mean.ts";
import type { Report } from "../model/event.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { fetchDownloads } from "./fetch-downloads.ts";
import { findRepository, shownPath } from "./find-repository.ts";
import { geoDatabase } from "./geo-database.ts";
import { loadFleet, reportWarnings } from "./load-fleet.ts";
import { NAME_SERVERS } from "./name-servers.ts";
import type { FleetOptions } from "./options.ts";
import { whyNoFile } from "./why-no-file.ts";

/** Which map is looked at, and how. */
export interface GeoOptions extends FleetOptions {
  /** A country database that stands in for the fleet's own. */
  readonly database?: string | undefined;
  /** Default: all services. */
  readonly service?: string | undefined;
  /** Hosts that are taken for dead. */
  readonly down?: readonly string[] | undefined;
  readonly report?: Report | undefined;
}

/** The map of a fleet with what it is reckoned by. */
export interface LoadedGeo {
  readonly model: GeoModel;
  readonly orders: Orders;
  readonly database: CountryDatabase;
  /** Where the database is, for a reader. */
  readonly databasePath: string;
  /** Those that were asked for. */
  readonly services: readonly OrderedService[];
  readonly state: GeoState;
}

/**
 * Reads who is served from where out of the inventory, and the country database that it names; fetches the latter where it is not there or too old.
 * Throws `USAGE` for a service or host that there is not.
 */
export async function loadGeo(options: GeoOptions): Promise<LoadedGeo> {
  const inventory = await loadFleet(options);
  reportWarnings(inventory, options);
  const host = firstHost(inventory);
  const model = readGeoModel({ host, inventory });
  if (model === undefined) throw noModel(inventory.whereIs(host, []), `host ${host.name} has no variable ${GEO_VARIABLE}`);
  const choice = readDatabaseChoice({ host, inventory });
  const path = await databasePath(choice, options);
  const shown = shownPath(path, resolve(options.folder ?? ""));
  const { probes, missingKeys } = geoDatabase(path, choice.keys, { where: shown });
  if (missingKeys.length > 0) throw keyless(shown, missingKeys);
  const orders = geoOrders(model, { keys: choice.keys, probes });
  return {
    model,
    orders,
    database: openCountryDatabase(readFileSync(path), shown),
    databasePath: shown,
    services: servicesOf(orders, options.service),
    state: stateOf(orders, options.down ?? []),
  };
}

/** Without name servers, any host that has the variable: a map can be looked at before there is a name server. */
function firstHost({ hosts }: LoadedInventory): Host {
  const host = hosts.find(({ groups }) => groups.includes(NAME_SERVERS)) ?? hosts.find(({ vars }) => Object.hasOwn(vars, GEO_VARIABLE));
  if (host === undefined) throw noModel("inventory/", `the inventory has no group ${NAME_SERVERS}, and no host a variable ${GEO_VARIABLE}`);
  return host;
}

function noModel(where: string, reason: string): Failure {
  return new Failure("VARS_INVALID", where, `Cannot tell who is served from where: ${reason}`, {
    hint: `Describe regions and services in the variable ${GEO_VARIABLE}, in group_vars/all.yml: see \`infra list roles\``,
  });
}

async function databasePath({ file }: DatabaseChoice, options: GeoOptions): Promise<string> {
  const folder = resolve(options.folder ?? "");
  if (options.database !== undefined) return givenPath(options.database, folder);
  const notice = (message: string): void => options.report?.({ type: "notice", level: "warning", message });
  const paths = await fetchDownloads([file], { repository: findRepository(folder), notice });
  return paths.get(downloadKey(file)) ?? "";
}

function givenPath(database: string, folder: string): string {
  const path = resolve(folder, database);
  const reason = whyNoFile(path);
  if (reason === undefined) return path;
  throw new Failure("USAGE", "--database", `Cannot read "${shownPath(path, folder)}": ${reason}`);
}

function keyless(where: string, keys: readonly string[]): Failure {
  const words = keys.map((key) => `"${key}"`).join(" and ");
  return new Failure("GEO_INVALID", where, `Cannot steer by this country database: none of its records has ${words}`, {
    hint: "Set geoip_database.keys to where they hold the country: [country_code], or [continent/code, country/iso_code]",
  });
}

function servicesOf({ services }: Orders, wanted: string | undefined): readonly OrderedService[] {
  if (wanted === undefined) return services;
  const found = services.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  throw unknown("--service", `there is no service "${wanted}"`, hintOfWords(wanted, names(services)));
}

function stateOf({ services, hosts }: Orders, down: readonly string[]): GeoState {
  for (const host of down) {
    if (!names(hosts).includes(host)) throw unknown("--down", `no region has a host "${host}"`, hintOfWords(host, names(hosts)));
  }
  return { drained: [], down: new Set(services.flatMap(({ name }) => down.map((host) => `${name} ${host}`))) };
}

function names(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}

function unknown(option: string, reason: string, hint: string): Failure {
  return new Failure("USAGE", option, `Cannot reckon: ${reason}`, { hint });
}
