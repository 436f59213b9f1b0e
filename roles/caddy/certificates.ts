import { command, type Resource } from "geosteer";
import { certificateFiles } from "./tls.ts";
import type { CaddyVars } from "./vars.ts";

/**
 * A certificate that signs itself, for a zone that has none yet: Caddy would not start without. Whatever brings the real one finds the files there
 * and replaces them. It is Caddy's, so that it can be read.
 */
export function placeholder(zone: string, names: readonly string[], vars: CaddyVars): Resource {
  const { chain, key } = certificateFiles(zone, vars);
  const folder = chain.slice(0, chain.lastIndexOf("/"));
  const all = [...new Set([zone, ...names])].map((name) => `DNS:${name}`).join(",");
  return command({
    name: `a certificate of ${zone} that Caddy can begin with`,
    shell: `[ -d '${folder}' ] || install -d -m 0755 '${vars.tls.folder}' || exit
[ -d '${folder}' ] || install -d -m 0750 -o root -g caddy '${folder}' || exit
umask 077
cd '${folder}' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj '/CN=${zone}' \\
  -addext 'subjectAltName=${all}' -keyout .begin.key -out .begin.pem || exit
chown caddy:caddy .begin.key .begin.pem && chmod 0644 .begin.pem && mv -f .begin.key privkey.pem && mv -f .begin.pem fullchain.pem`,
    unless: ["sh", "-c", '[ -e "$1" ] && [ -e "$2" ]', "sh", chain, key],
  });
}
