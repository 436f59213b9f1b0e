import type { z } from "zod";
import type { Zone, ZoneRecord } from "../formats/zone-file.ts";
import { didYouMean, hintOfWords } from "../model/did-you-mean.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host, Inventory } from "../model/host.ts";
import { acmeRecords, acmeZone, firstAcmeZone } from "./acme-records.ts";
import { delegationSigners } from "./delegation-signers.ts";
import type { DnsZonesVars } from "./dns-zones-vars.ts";
import type { GeoModel } from "./geo-model.ts";
import { absoluteOf, authorityRecords, givenRecords, nameIn } from "./given-records.ts";
import { GEO_VARIABLE, readGeoModel } from "./read-geo-model.ts";
import { isWithin, zoneMistakes, type ZoneMistake } from "./zone-mistakes.ts";
import { ownersOf, zoneRecords } from "./zone-records.ts";

/** A zone's file as it shall be. */
export interface ZoneFile {
  readonly zone: Zone;
  /** It is written once, and dynamic updates have it from then on. */
  readonly isAcme: boolean;
}

/** The inventory variable that holds the zones. */
export const ZONES_VARIABLE = "dns_zones";

type Vars = z.output<typeof DnsZonesVars>;
type ZoneVars = Vars["zones"][string];

interface Place {
  readonly host: Host;
  readonly inventory: Inventory;
}

interface Fleet extends Place {
  readonly vars: Vars;
  readonly model: GeoModel | undefined;
  /** Proves names that are of no single host. */
  readonly holder: string | undefined;
}

/** Makes the zones of the variable `dns_zones`, with the names of services in them; throws all mistakes together, with their places. */
export function dnsZoneFiles(vars: Vars, { host, inventory }: Place): readonly ZoneFile[] {
  const model = readGeoModel({ host, inventory });
  const holder = acmeHolder(vars, inventory);
  const fleet = { vars, host, inventory, model, holder };
  const made = Object.entries(vars.zones).map(([zone, own]) => makeZone(zone, own, fleet));
  const failures = [...holderFailures(fleet), ...homelessFailures(fleet), ...made.flatMap(({ failures }) => failures)];
  if (failures.length > 0) throw new Failures(failures);
  return made.flatMap(({ files }) => files);
}

/** Finds the host at whose name challenges stand that are of no single host. */
export function acmeHolder({ acme_holder: named }: Pick<Vars, "acme_holder">, inventory: Inventory): string | undefined {
  return named ?? inventory.hosts.find(({ groups }) => groups.includes("nameservers"))?.name;
}

interface Made {
  readonly files: readonly ZoneFile[];
  readonly failures: readonly Failure[];
}

function makeZone(zone: string, own: ZoneVars, fleet: Fleet): Made {
  const { vars, model, holder, inventory } = fleet;
  const ns = own.ns.map((name) => absoluteOf(name, zone));
  const soa = { ...own.soa, mname: absoluteOf(own.soa.mname, zone), rname: absoluteOf(own.soa.rname, zone) };
  const servers = ns.map((name) => nameIn(name, zone));
  const hosts = inventory.hosts.map(({ name }) => name);
  const made = [
    ...servers.map((data): ZoneRecord => ({ owner: "@", type: "NS", data })),
    ...authorityRecords(own.caa),
    ...(model === undefined ? [] : zoneRecords(model, zone)).map(({ label, type, address }) => ({
      owner: label,
      ...(model !== undefined && { ttl: model.ttl }),
      type,
      data: address,
    })),
    ...(own.acme && holder !== undefined
      ? acmeRecords(zone, { ns: servers, ds: delegationSigners(acmeZone(zone), own.dnssec), holder, hosts })
      : []),
  ];
  const ttl = own.ttl ?? vars.ttl;
  const given = own.records.flatMap((one, index) => givenRecords(one, zone).map((record) => ({ record, index })));
  const nested = Object.keys(vars.zones).filter((one) => one.endsWith(`.${zone}`));
  const mistakes = [
    ...hiddenNames(zone, fleet),
    ...(own.ttl === 0 ? [{ path: ["ttl"], message: "a TTL of 0 lets nobody keep an answer" }] : []),
    ...zoneMistakes({ zone, ttl, ns, given, made, ...namesOf(model, zone), acme: own.acme ? acmeZone(zone) : undefined, nested }),
  ];
  const main: Zone = { zone, soa, ttl, records: [...made, ...given.map(({ record }) => record)] };
  const acme = own.acme ? [{ zone: firstAcmeZone(zone, { soa, ns }), isAcme: true }] : [];
  return { files: [{ zone: main, isAcme: false }, ...acme], failures: mistakes.map((mistake) => failureOf(mistake, zone, fleet)) };
}

function namesOf(model: GeoModel | undefined, zone: string): { steered: ReadonlySet<string>; taken: ReadonlySet<string> } {
  const names = model?.services.flatMap((service) => service.names) ?? [];
  return { steered: new Set(names.map(({ owner }) => owner)), taken: new Set(model === undefined ? [] : ownersOf(model, zone)) };
}

/** Names of services that stand in a zone above, where nobody would find them beside this one. */
function hiddenNames(zone: string, { vars, model }: Fleet): readonly ZoneMistake[] {
  const above = Object.keys(vars.zones).filter((one) => zone.endsWith(`.${one}`));
  return above.flatMap((one) => {
    const [name, ...more] = model === undefined ? [] : ownersOf(model, one).filter((owner) => isWithin(owner, zone));
    if (name === undefined) return [];
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    const hint = "This zone answers for all names in it: give it the service's name by `names`, or leave the zone out";
    return [{ path: [], message: `it would hide what services have in zone ${one}: ${name}${others}`, hint }];
  });
}

function failureOf({ path, message, hint }: ZoneMistake, zone: string, { host, inventory }: Place): Failure {
  const where = inventory.whereIs(host, [ZONES_VARIABLE, "zones", zone, ...path]);
  return new Failure("VARS_INVALID", where, `Cannot make zone ${zone}: ${message}`, hint === undefined ? {} : { hint });
}

function holderFailures({ vars, host, inventory, holder }: Fleet): readonly Failure[] {
  const fail = (path: readonly string[], message: string): Failure =>
    new Failure("VARS_INVALID", inventory.whereIs(host, [ZONES_VARIABLE, ...path]), `Cannot make zones: ${message}`);
  const acme = Object.entries(vars.zones).filter(([, own]) => own.acme);
  const names = inventory.hosts.map(({ name }) => name);
  return [
    ...(vars.ttl === 0 ? [fail(["ttl"], "a TTL of 0 lets nobody keep an answer")] : []),
    ...(holder !== undefined && inventory.host(holder) === undefined
      ? [fail(["acme_holder"], `there is no host "${holder}"${didYouMean(holder, names)}`)]
      : []),
    ...(holder === undefined ? acme : []).map(([zone]) =>
      fail(["zones", zone, "acme"], "there is no host in the group nameservers, and no acme_holder"),
    ),
  ];
}

/** A service's name in a zone that is not there would be answered by nobody; each such zone is told once. */
function homelessFailures({ vars, host, inventory, model }: Fleet): readonly Failure[] {
  const known = Object.keys(vars.zones);
  const names = model?.services.flatMap((service) => service.names).filter(({ zone }) => !known.includes(zone)) ?? [];
  const first = new Map(names.toReversed().map((name) => [name.zone, name]));
  return [...first.values()].toReversed().map(({ service, zone, owner }) => {
    const where = inventory.whereIs(host, [GEO_VARIABLE, "services", service]);
    const message = `Cannot make zones: service ${service} has the name ${owner}, and ${ZONES_VARIABLE} has no zone "${zone}"`;
    return new Failure("VARS_INVALID", where, message, { hint: hintOfWords(zone, known) });
  });
}
