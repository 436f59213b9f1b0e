import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";

const ROW = /^\d+: (\S+) +inet6? ([0-9a-f.:]+)/;

/**
 * Asks for the addresses of network interfaces by name, without their prefix length: IPv4 first, as ip-address(8) lists them, and no link-local
 * ones. None for an interface that is not there (yet).
 *
 * @example fromHost(interfaceAddresses, "tailscale0", ([address = "127.0.0.1"]) => `listen ${address}\n`)
 */
export const interfaceAddresses: Fact<string, readonly string[]> = {
  name: "interface-addresses",
  script: () => sh`command -v ip >/dev/null || exit 127
ip -oneline address show scope global`,
  parse(output, names) {
    const rows = Buffer.from(output).toString().split("\n").flatMap(parseRow);
    return names.map((name) => rows.filter((row) => row.name === name).map(({ address }) => address));
  },
};

function parseRow(row: string): readonly { readonly name: string; readonly address: string }[] {
  const [, name, address] = ROW.exec(row) ?? [];
  return name === undefined || address === undefined ? [] : [{ name, address }];
}
