import { fileText, FromHost, fromHost, interfaceAddresses, unitState } from "geosteer";

/** The environment file that the package's unit reads. */
export const DEFAULTS = "/etc/default/prometheus-node-exporter";

/** The package's unit. */
export const UNIT = "prometheus-node-exporter.service";

/** What the role is told of where the exporter listens, and how it runs. */
interface Listener {
  readonly interface: string;
  readonly address?: string | undefined;
  readonly port: number;
  readonly args: readonly string[];
}

/** The file with an address of a tailnet: of 100.64.0.0/10 or fd7a:115c:a1e0::/48. */
const ON_TAILNET = /^ARGS='--web\.listen-address=\[?(100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+|fd7a:115c:a1e0:[\da-f:]+)\]?:\d/;

/**
 * The text of the environment file: the given address, else the interface's, else loopback. An exporter that runs with a tailnet's address, and would
 * with the same options, stays there while the interface is away: it listens on, and a run in such a moment would take it out of the tailnet.
 */
export function defaultsFile({ address, interface: name, ...options }: Listener): string | FromHost<string> {
  if (address !== undefined) return argsLine(address, options);
  const addresses = fromHost(interfaceAddresses, name, (all) => all);
  const present = fromHost(fileText, DEFAULTS, (seen) => (seen.type === "file" ? seen.text : ""));
  const runs = fromHost(unitState, UNIT, ({ active }) => active === "active");
  return new FromHost(async (ask) => {
    const [[first], text, isRunning] = await Promise.all([addresses.resolve(ask), present.resolve(ask), runs.resolve(ask)]);
    const kept = isRunning ? ON_TAILNET.exec(text)?.[1] : undefined;
    if (first === undefined && kept !== undefined && argsLine(kept, options) === text) return text;
    return argsLine(first ?? "127.0.0.1", options);
  });
}

function argsLine(address: string, { port, args }: Pick<Listener, "port" | "args">): string {
  const listen = `${address.includes(":") ? `[${address}]` : address}:${String(port)}`;
  return `ARGS='${[`--web.listen-address=${listen}`, ...args].join(" ")}'\n`;
}
