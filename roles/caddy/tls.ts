import { block } from "./block.ts";
import type { CaddyVars } from "./vars.ts";

/** Where the TSIG secret is on a host: Caddy reads it when it asks for a certificate, so that no configuration shows it. */
export const TSIG_KEY = "/etc/caddy/tsig.key";

/** The files of a zone's certificate. */
export function certificateFiles(zone: string, { tls: { folder } }: CaddyVars): { readonly chain: string; readonly key: string } {
  return { chain: `${folder}/${zone}/fullchain.pem`, key: `${folder}/${zone}/privkey.pem` };
}

/** What a site's block says of its certificate: with `rfc2136` nothing, for Caddy takes the wildcard's. */
export function tlsLines(zone: string, vars: CaddyVars): readonly string[] {
  const { issuer } = vars.tls;
  if (issuer === "rfc2136") return [];
  if (issuer === "internal") return ["tls internal"];
  const { chain, key } = certificateFiles(zone, vars);
  return [`tls ${chain} ${key}`];
}

/** With `rfc2136`: a block for each zone's wildcards, whose certificates serve all sites. What is no site's is closed. */
export function wildcardBlocks(zones: ReadonlyMap<string, readonly string[]>, { tls }: CaddyVars, host: string): readonly string[] {
  const given = tls.rfc2136;
  if (given === undefined) return [];
  return [...zones].flatMap(([zone, names]) => {
    const challenge = given.challenges[zone];
    const provider = block("dns rfc2136", [
      `key_name ${given.key_name ?? `acme.${host}`}`,
      "key_alg hmac-sha256",
      `key {file.${TSIG_KEY}}`,
      `server ${given.server}`,
    ]);
    const issuer = [
      ...(given.ca === undefined ? [] : [`dir ${given.ca}`]),
      ...(given.email === undefined ? [] : [`email ${given.email}`]),
      ...provider,
      ...(challenge === undefined ? [] : [`dns_challenge_override_domain ${challenge}`]),
      `propagation_delay ${given.propagation_delay}`,
    ];
    const patterns = [...new Set(names.map((name) => (name === zone ? name : name.replace(/^[^.]+\./, "*."))))];
    return ["", ...block(patterns.map((name) => `https://${name}`).join(", "), [...block("tls", block("issuer acme", issuer)), "abort"])];
  });
}
