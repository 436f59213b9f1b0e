import { type Sealed, type Secret, sealed } from "geosteer";
import type { Server } from "./servers.ts";
import type { KnotVars } from "./vars.ts";

/** Renders the file of TSIG keys: the primary has all of them, a secondary its own. */
export function keysConf({ transfer_keys, acme_keys }: KnotVars, self: Server): Sealed {
  const own = (name: string): boolean => self.isPrimary || name === self.name;
  const keys: readonly (readonly [string, Secret])[] = [
    ...Object.entries(transfer_keys)
      .filter(([name]) => own(name))
      .map(([name, secret]) => [`xfr.${name}`, secret] as const),
    ...(self.isPrimary ? Object.entries(acme_keys) : []).map(([name, secret]) => [`acme.${name}`, secret] as const),
  ];
  return sealed(keys, (plain) => {
    const entries = plain.map(([id, secret]) => `  - id: ${id}\n    algorithm: hmac-sha256\n    secret: ${secret}\n`);
    return entries.length === 0 ? "# There are no keys.\n" : `key:\n${entries.join("")}`;
  });
}
