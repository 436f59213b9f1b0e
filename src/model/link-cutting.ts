/** Kernel settings that can cut a controller off, with the reason; `*` is one part of a name (an interface but `lo`, `all`, `default`). */
const settings = {
  "net.ipv4.conf.*.rp_filter": "drops what does not come in on the interface that leads back",
  "net.ipv4.conf.*.src_valid_mark": "decides which route the reverse path filter looks at",
  "net.ipv4.conf.*.forwarding": "makes the interface a router's, with other defaults",
  "net.ipv4.ip_forward": "sets forwarding, and what depends on it, of every interface",
  "net.ipv4.ip_default_ttl": "answers that live too short do not arrive",
  "net.ipv4.conf.*.arp_ignore": "leaves neighbours, the router among them, without an answer",
  "net.ipv4.conf.*.arp_filter": "leaves neighbours, the router among them, without an answer",
  "net.ipv4.conf.*.arp_announce": "asks neighbours from an address that they may not answer",
  "net.ipv4.tcp_mem": "too little, and no connection gets any memory",
  "net.ipv6.conf.*.disable_ipv6": "takes the addresses away",
  "net.ipv6.conf.*.forwarding": "makes the host a router, which takes no default route from another one",
  "net.ipv6.conf.*.accept_ra": "lets the default route and the addresses expire",
  "net.ipv6.conf.*.accept_ra_defrtr": "lets the default route expire",
  "net.ipv6.conf.*.accept_ra_pinfo": "lets the addresses expire",
  "net.ipv6.conf.*.autoconf": "lets the addresses expire",
  "net.ipv6.conf.*.hop_limit": "answers that live too short do not arrive",
  "net.netfilter.nf_conntrack_max": "when the table is full, new connections are dropped",
  "net.bridge.bridge-nf-call-arptables": "sends what crosses a bridge through the firewall",
  "net.bridge.bridge-nf-call-iptables": "sends what crosses a bridge through the firewall",
  "net.bridge.bridge-nf-call-ip6tables": "sends what crosses a bridge through the firewall",
} as const satisfies Readonly<Record<string, string>>;

const patterns = Object.keys(settings).map((name) => name.split("."));

/** Says whether a kernel setting (a name as `sysctlKey` gives it) can cut the controller off: it is then changed under commit-confirm. */
export function isLinkCutting(key: string): boolean {
  const parts = key.split(".");
  return patterns.some(
    (pattern) =>
      pattern.length === parts.length && pattern.every((part, index) => part === parts[index] || (part === "*" && parts[index] !== "lo")),
  );
}
