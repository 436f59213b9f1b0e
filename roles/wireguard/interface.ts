import { isWithin, secret, z } from "geosteer";

const Key = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const Network = z.union([z.cidrv4(), z.cidrv6()], "must be a network such as 10.8.0.0/24 or 2001:db8::/64");
const Word = z.string().regex(/^[^\s\0#=]+$/, "must be one word");

const hidden = secret.refine(
  (key) => Key.test(key.reveal()),
  "must be a key of WireGuard: 44 characters of base64, as `wg genkey` prints them",
);

const Peer = z.strictObject({
  public_key: z.string().regex(Key, "must be a key of WireGuard: 44 characters of base64").describe("The peer's public key (`wg pubkey`)."),
  allowed_ips: z.array(Network).min(1).describe("Addresses that come from it and are sent to it."),
  endpoint: Word.optional().describe("Where it is reached, `host:port`. Left out, it calls first."),
  preshared_key: hidden.optional().describe("A key that both sides know beside their own (`wg genpsk`)."),
  keepalive: z.int().min(1).max(65_535).optional().describe("Seconds between packets that keep a NAT on the way open."),
});

const Nat = z.strictObject({
  out: z
    .string()
    .regex(/^[A-Za-z0-9_.@-]{1,15}$/)
    .optional()
    .describe("Interface by which packets leave. Default: all but this one."),
  source4: z.ipv4().optional().describe("IPv4 address that they leave with. Default: that of the interface."),
  source6: z.ipv6().optional().describe("IPv6 address that they leave with. Default: that of the interface."),
});

/** A schema for one interface of WireGuard. */
export const Interface = z.strictObject({
  private_key: hidden.describe("This host's private key (`wg genkey`)."),
  addresses: z.array(Network).min(1).describe("Its own addresses with the length of their network, `10.8.0.1/24`."),
  listen_port: z.int().min(1).max(65_535).optional().describe("UDP port. Left out, one that is free."),
  mtu: z.int().min(576).max(65_535).optional().describe("Default: by wg-quick(8)."),
  table: z
    .union([z.enum(["auto", "off"]), z.int().min(1)])
    .default("auto")
    .describe("Routing table for what peers are allowed; `off`: no routes."),
  peers: z
    .record(z.string().regex(/^[^\n\r\0]+$/), Peer)
    .default({})
    .describe("Peers by name."),
  nat: z
    .union([z.boolean(), Nat])
    .default(false)
    .describe("Whether what comes from peers leaves with an address of this host; `true`: by any interface."),
});

/** An interface as the role gets it. */
export type Interface = z.output<typeof Interface>;

/** Networks that peers are allowed and that need a route of their own, beside those of the interface's own networks. */
export function routesOf({ addresses, peers, table }: Interface): readonly string[] {
  const allowed = [...new Set(Object.values(peers).flatMap((peer) => peer.allowed_ips))];
  if (table === "off") return [];
  return allowed.filter((network) => table !== "auto" || !addresses.some((own) => isWithin(network, own))).sort();
}
