import { z } from "zod";
import type { Host, Inventory } from "../model/host.ts";
import { readRoleVars } from "../model/read-role-vars.ts";
import { CertificatesVars } from "./certificates-vars.ts";
import { acmeHolder } from "./dns-zone-files.ts";
import { DnsZonesVars } from "./dns-zones-vars.ts";

const VARIABLE = "certificates";

/** What concerns others of the variables. */
const OpenVars = z.object({ issuer: CertificatesVars.shape.issuer, hosts: CertificatesVars.shape.hosts });

/** A host and the fleet it is of. */
interface Place {
  readonly host: Host;
  readonly inventory: Inventory;
}

/** Lists the hosts that share certificates with a host, that one among them, in the order in which they obtain them; `[]` where it shares none. */
export function certificateHosts({ host, inventory }: Place): readonly string[] {
  if (inventory.roleVars(host, VARIABLE) === undefined) return [];
  const { issuer, hosts } = readRoleVars(OpenVars, { role: "certificates", host, inventory });
  if (issuer !== "lego") return [];
  return hosts ?? inventory.hosts.filter((one) => inventory.roleVars(one, VARIABLE) !== undefined).map(({ name }) => name);
}

/**
 * Lists the names in ACME zones, relative to them, that a host may change: its own; and where it shares certificates, those of all the hosts whose names
 * are in them, for it may have to prove all of these. It has their private key anyway.
 */
export function challengeNames({ host, inventory }: Place): readonly string[] {
  const sharing = certificateHosts({ host, inventory });
  if (!sharing.includes(host.name)) return [host.name];
  const { acme_holder } = readRoleVars(z.object({ acme_holder: DnsZonesVars.shape.acme_holder }), { role: "dns-zones", host, inventory });
  const holder = acmeHolder({ acme_holder }, inventory);
  return [...new Set([host.name, ...sharing, ...(holder === undefined ? [] : [holder])])];
}
