import { onionKey, onionService, type RoleInput, z } from "geosteer";
import type { CaddyVars } from "./vars.ts";

/** What this role reads of a service in the variables of the role `tor`. */
const TorService = z.object({ key: onionKey, ports: z.record(z.string(), z.union([z.string(), z.number()])) });
const TorVars = z.object({ services: z.record(z.string(), z.unknown()) });

/** The onion service of the sites. */
export interface OnionTarget {
  readonly address: string;
  /** Where port 80 of it leads, by `tor`; `undefined` where only the address is given. */
  readonly leadsTo?: string | undefined;
}

/** The address that is given, or that of the service in `tor`; `undefined` where there is none of its name, or it has mistakes that `tor` itself tells. */
export function onionTarget({ vars, host, inventory }: RoleInput<CaddyVars>): OnionTarget | undefined {
  const { address, service = "" } = vars.onion ?? {};
  if (address !== undefined) return { address };
  const tor = TorVars.safeParse(inventory.roleVars(host, "tor"));
  const found = TorService.safeParse(tor.data?.services[service]);
  if (!found.success) return undefined;
  const target = found.data.ports["80"];
  const leadsTo = typeof target === "number" ? `127.0.0.1:${target}` : target;
  return { address: onionService(found.data.key).address, leadsTo: leadsTo ?? "nowhere" };
}
