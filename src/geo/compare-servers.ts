import type { GeoStatus } from "./geo-status.ts";

/** What is compared of a name server. */
export interface ComparedServer {
  readonly name: string;
  readonly status: Pick<GeoStatus, "version" | "unconfirmed" | "database" | "drains">;
  /** SHA-256. */
  readonly ordersDigest: string;
  /** Zone → serial. */
  readonly serials: ReadonlyMap<string, string>;
  /** Zone → names of its name servers. */
  readonly delegations: ReadonlyMap<string, readonly string[]>;
  /** Zone → data of the DS records that its KSKs ask for; not there: it is not signed. */
  readonly signers: ReadonlyMap<string, readonly string[]>;
  /** What differs between its answers and its map; `undefined` where they were not asked for. */
  readonly answers: string | undefined;
}

/** One thing that must be the same on all name servers, and what each of them says. */
export interface Comparison {
  readonly what: string;
  readonly isSame: boolean;
  readonly values: ReadonlyMap<string, string>;
}

/** Digits of a digest that people are shown. */
const SHOWN = 16;

/** Compares name servers: versions of the map, drains, serials of zones, then what they answer. */
export function compareServers(servers: readonly ComparedServer[]): readonly Comparison[] {
  const zones = [...new Set(servers.flatMap(({ serials }) => [...serials.keys()]))].sort();
  const signed = zones.filter((zone) => servers.some(({ signers }) => signers.has(zone)));
  const answered = servers.filter(({ answers }) => answers !== undefined);
  return [
    same("orders", servers, ({ ordersDigest }) => ordersDigest.slice(0, SHOWN)),
    same("database", servers, ({ status }) => status.database.slice(0, SHOWN)),
    must("confirmed", servers, ({ status }) => (status.unconfirmed === "" ? "yes" : "no"), "yes"),
    same("drained", servers, ({ status }) => [...new Set(status.drains.map(({ host }) => host))].sort().join(" ") || "none"),
    ...zones.map((zone) => same(`serial of ${zone}`, servers, ({ serials }) => serials.get(zone) ?? "no such zone")),
    ...signed.map((zone) => same(`keys of ${zone}`, servers, ({ signers }) => tags(signers.get(zone)))),
    ...(answered.length === 0 ? [] : [must("answers", answered, ({ answers }) => answers || "as the map", "as the map")]),
  ];
}

/** Holds the name servers of each zone, as the name servers themselves say, against what a resolver sees (`undefined`: it has no answer). */
export function compareDelegations(
  servers: readonly ComparedServer[],
  seen: ReadonlyMap<string, readonly string[] | undefined>,
): readonly Comparison[] {
  return [...seen].map(([zone, names]) => {
    const values = new Map([
      ...servers.map(({ name, delegations }) => [name, listed(delegations.get(zone))] as const),
      ["resolver", listed(names)] as const,
    ]);
    return { what: `name servers of ${zone}`, isSame: new Set(values.values()).size === 1, values };
  });
}

/**
 * Holds the keys by which each name server signs a zone against the DS records that a resolver sees (`undefined`: it has no answer). None are as good as
 * any, for the zone is then taken for one that is not signed; else one of them must be of a key that is there.
 */
export function compareSigners(
  servers: readonly ComparedServer[],
  seen: ReadonlyMap<string, readonly string[] | undefined>,
): readonly Comparison[] {
  const vouched = [...seen].filter(([zone, ds = []]) => ds.length > 0 || servers.some(({ signers }) => signers.has(zone)));
  return vouched.map(([zone, ds]) => {
    const isBelieved = ({ signers }: ComparedServer): boolean =>
      ds?.length === 0 || (signers.get(zone) ?? []).some((one) => ds?.includes(one));
    const values = new Map([
      ...servers.map(({ name, signers }) => [name, tags(signers.get(zone))] as const),
      ["resolver", ds === undefined ? "no answer" : tags(ds)] as const,
    ]);
    return { what: `DS of ${zone}`, isSame: servers.every(isBelieved), values };
  });
}

/** Keys as people tell them apart: tag, algorithm, and how the digest begins. */
function tags(signers: readonly string[] = []): string {
  const shown = signers.map((data) => {
    const [tag, algorithm, , digest = ""] = data.split(" ");
    return `${tag} ${algorithm} ${digest.slice(0, SHOWN)}`;
  });
  return shown.length === 0 ? "none" : shown.sort().join(", ");
}

function listed(names: readonly string[] = []): string {
  const bare = names.map((name) => name.toLowerCase().replace(/\.$/, "")).sort();
  return bare.length === 0 ? "none" : bare.join(" ");
}

function same(what: string, servers: readonly ComparedServer[], valueOf: (server: ComparedServer) => string): Comparison {
  const values = new Map(servers.map((server) => [server.name, valueOf(server)]));
  return { what, isSame: new Set(values.values()).size <= 1, values };
}

function must(what: string, servers: readonly ComparedServer[], valueOf: (server: ComparedServer) => string, wanted: string): Comparison {
  const { values } = same(what, servers, valueOf);
  return { what, isSame: [...values.values()].every((value) => value === wanted), values };
}
