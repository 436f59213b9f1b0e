import type { Interface } from "./interface.ts";

/** Name of the nftables table that is an interface's own: nobody else's rules are touched. */
export function natTable(name: string): string {
  return `infra-nat-${name}`;
}

/** Rules for nft(8) that replace the table as a whole, in one transaction. */
export function natRules(name: string, nat: Exclude<Interface["nat"], boolean>): string {
  const table = `table inet ${natTable(name)}`;
  const way = nat.out === undefined ? `oifname != "${name}"` : `oifname "${nat.out}"`;
  return `${table} { }
delete ${table}
${table} {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    iifname "${name}" ${way} meta nfproto ipv4 ${leaveWith("ip", nat.source4)}
    iifname "${name}" ${way} meta nfproto ipv6 ${leaveWith("ip6", nat.source6)}
  }
}
`;
}

function leaveWith(family: string, address: string | undefined): string {
  return `counter ${address === undefined ? "masquerade" : `snat ${family} to ${address}`}`;
}
