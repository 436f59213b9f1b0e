import { renderKnot, type Section } from "./render-knot.ts";
import type { Server } from "./servers.ts";
import type { Updater } from "./updaters.ts";
import type { KnotVars } from "./vars.ts";

const MAP = "/var/lib/geosteer/geo/live";

/** Where the zone files of the primary are. */
const ZONES = "/etc/knot/zones";

/** The file of the keys, which is read first. */
export const KEYS = "/etc/knot/keys.conf";

/** A zone with what makes it another one than most. */
export interface Zone {
  readonly zone: string;
  /** Some of its names are answered by the map. */
  readonly isSteered: boolean;
  /** Its records come by updates (RFC 2136); its file is written once. */
  readonly isAcme: boolean;
  /** This server signs what it answers. */
  readonly isSigned: boolean;
}

/** What the configuration of one name server is made of. */
export interface KnotConf {
  readonly vars: KnotVars;
  readonly self: Server;
  readonly servers: readonly Server[];
  /** Who may change records of challenges in ACME zones. */
  readonly updaters: readonly Updater[];
  readonly zones: readonly Zone[];
  /** Seconds that answers of the map are kept. */
  readonly ttl: number;
  /** The database's keys. */
  readonly keys: readonly string[];
}

/** Renders knot.conf(5). Options are those of 3.2 and later; what 3.3 has beside them is not needed. */
export function knotConf(conf: KnotConf): string {
  const { vars, self, servers, zones } = conf;
  const others = servers.filter(({ name }) => name !== self.name);
  const remotes = self.isPrimary ? others : servers.filter(({ isPrimary }) => isPrimary);
  const sections: Readonly<Record<string, Section | readonly Section[]>> = {
    server: { rundir: "/run/knot", user: "knot:knot", listen: vars.listen, "automatic-acl": "on", "edns-client-subnet": "on" },
    log: [{ target: "syslog", any: "info" }],
    database: { storage: "/var/lib/knot" },
    ...(zones.some(({ isSigned }) => isSigned) && SIGNING),
    ...(zones.some(({ isSteered }) => isSteered) && { "mod-geoip": modules(conf) }),
    ...(remotes.length > 0 && { remote: remotes.map((remote) => remoteOf(remote, self)) }),
    ...(self.isPrimary && acmeHosts(conf).length > 0 && { acl: acmeHosts(conf).map(acmeAcl) }),
    ...(zones.length > 0 && { zone: zones.map((zone) => zoneOf(zone, conf, remotes)) }),
  };
  return `# Written by infra.\ninclude: ${KEYS}\n${renderKnot(sections)}`;
}

/**
 * Every server signs its own answers by the same keys, which are brought to it and never made here: what a map answers is in no zone that could be
 * signed before. That a name does not exist is said by an empty answer for it (RFC 4470), which validates all the same.
 */
const SIGNING = { policy: [{ id: "shared", manual: "on" }], "mod-onlinesign": [{ id: "sign", policy: "shared" }] };

/** Definitions must come before what refers to them: modules before zones. */
function modules({ ttl, keys }: KnotConf): readonly Section[] {
  return [
    { id: "geo", "config-file": `${MAP}/geo.conf`, ttl, mode: "geodb", "geodb-file": `${MAP}/country.mmdb`, "geodb-key": keys },
    { id: "rest", "config-file": `${MAP}/rest.conf`, ttl, mode: "subnet" },
  ];
}

function remoteOf({ name, address }: Server, self: Server): Section {
  return { id: name, address, key: `xfr.${self.isPrimary ? name : self.name}` };
}

function acmeHosts({ updaters, zones }: KnotConf): readonly Updater[] {
  return zones.some(({ isAcme }) => isAcme) ? updaters : [];
}

/** A host may change the TXT records of its own name, and of those that are in a certificate it shares, from its own address, with its own key. */
function acmeAcl({ name, address, owners }: Updater): Section {
  return {
    id: `acme-${name}`,
    address,
    key: `acme.${name}`,
    action: "update",
    "update-type": ["TXT"],
    "update-owner": "name",
    "update-owner-match": "equal",
    "update-owner-name": owners,
  };
}

function zoneOf({ zone, isAcme, ...listed }: Zone, conf: KnotConf, remotes: readonly Server[]): Section {
  const module = modulesOf(listed);
  const names = remotes.map(({ name }) => name);
  const common = { domain: zone, "zonefile-sync": -1 };
  if (!conf.self.isPrimary) return { ...common, "zonefile-load": "none", "journal-content": "all", master: names, ...module };
  const own = { ...common, file: `${ZONES}/${zone}.zone`, "serial-policy": "unixtime", ...(names.length > 0 && { notify: names }) };
  // An update would not survive a reload in the mode of other zones; a file that is managed would not survive an update in this one.
  if (!isAcme) return { ...own, "zonefile-load": "difference-no-serial", "journal-content": "all", ...module };
  const acl = acmeHosts(conf).map(({ name }) => `acme-${name}`);
  return { ...own, "zonefile-load": "whole", "journal-content": "changes", ...(acl.length > 0 && { acl }), ...module };
}

/** In the order in which they handle a question: what the map answers is signed after it. */
function modulesOf({ isSteered, isSigned }: Pick<Zone, "isSteered" | "isSigned">): Section {
  const modules = [...(isSteered ? ["mod-geoip/geo", "mod-geoip/rest"] : []), ...(isSigned ? ["mod-onlinesign/sign"] : [])];
  return modules.length === 0 ? {} : { module: modules };
}
