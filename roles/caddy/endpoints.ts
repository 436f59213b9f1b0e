import { fileText, FromHost, fromHost, interfaceAddresses } from "geosteer";
import { block } from "./block.ts";
import type { CaddyVars } from "./vars.ts";

/** The file of what Prometheus reads. */
export const ENDPOINTS = "/etc/caddy/endpoints.caddyfile";

/** Where the role `vnstat` writes what it counted, for the node exporter. */
const TEXTFILES = "/var/lib/prometheus/node-exporter";

/** The address of a file that is there. */
const PRESENT = /^\tbind (\S+)$/m;

/**
 * The file's text: bound to the given address, else to the interface's first one. While the interface is away, which a restart of its daemon may
 * bring about, what is there stays: Caddy is bound to the address, and has it again when the interface does. Without any, there are none.
 */
export function endpointsFile({ endpoints }: CaddyVars): string | FromHost<string> {
  const { address, interface: name } = endpoints;
  if (!endpoints.metrics && !endpoints.vnstat) return "# There are no endpoints.\n";
  if (address !== undefined) return text(address, endpoints);
  const addresses = fromHost(interfaceAddresses, name, (all) => all);
  const present = fromHost(fileText, ENDPOINTS, (seen) => (seen.type === "file" ? seen.text : ""));
  return new FromHost(async (ask) => {
    const [[first], before] = await Promise.all([addresses.resolve(ask), present.resolve(ask)]);
    const at = first ?? PRESENT.exec(before)?.[1];
    return at === undefined ? `# There are no endpoints: ${name} has no address.\n` : text(at, endpoints);
  });
}

function text(address: string, { port, metrics, vnstat }: CaddyVars["endpoints"]): string {
  const lines = [
    `bind ${address}`,
    ...(metrics ? block("handle /metrics", ["metrics"]) : []),
    ...(vnstat ? block("handle /vnstat", [`root * ${TEXTFILES}`, "rewrite * /vnstat.prom", "file_server"]) : []),
    ...block("handle", ["respond 404"]),
  ];
  return block(`http://:${port}`, lines)
    .map((line) => `${line}\n`)
    .join("");
}
