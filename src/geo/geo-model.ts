import type { Overrides } from "./region-order.ts";

/** A host that serves, with its public addresses. */
export interface GeoHost {
  readonly name: string;
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}

/** A place with the hosts that serve it. */
export interface Region {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly hosts: readonly string[];
  /** They serve only when none of `hosts` is healthy. */
  readonly spares: readonly string[];
}

/** How a host is asked whether it serves. */
export interface Check {
  readonly type: "http" | "https" | "tcp";
  readonly port: number;
  readonly host: string;
  readonly path: string;
  /** A status or a range of them: `200-399`. */
  readonly status: string;
  readonly verify: boolean;
  readonly timeoutMs: number;
}

/** A name under which users ask for a service. */
export interface SteeredName {
  readonly service: string;
  readonly zone: string;
  /** Inside the zone; `@` is the zone itself. */
  readonly label: string;
  /** Absolute, lower case, with its last dot. */
  readonly owner: string;
  /** Whether it is one of the service's names, of which each host has one of its own, too (`svc.host.zone`). */
  readonly isAlias: boolean;
}

/** Something that users ask for and that some hosts run. */
export interface GeoService {
  readonly name: string;
  /** In the order of regions. */
  readonly hosts: readonly string[];
  readonly names: readonly SteeredName[];
  readonly check: Check;
}

/** Who is served from where, for the whole fleet: checked, with all defaults filled in. */
export interface GeoModel {
  /** Seconds. */
  readonly ttl: number;
  readonly hosts: readonly GeoHost[];
  readonly regions: readonly Region[];
  readonly overrides: Overrides;
  readonly services: readonly GeoService[];
  readonly drained: readonly string[];
  readonly witnesses: readonly string[];
}
