import { secret, z } from "geosteer";

const KeySecret = secret.refine(
  (value) => /^[A-Za-z0-9+/]{22,}={0,2}$/.test(value.reveal()) && value.reveal().length % 4 === 0,
  "must be base64, as `keymgr -t NAME hmac-sha256` prints it",
);

const Address = z.union([z.ipv4(), z.ipv6()], "must be an IPv4 or IPv6 address");

const Listen = z
  .string()
  .refine(isListened, "must be an IPv4 or IPv6 address, with @ and a port where that is not 53, such as 192.0.2.1 or ::@5353");

/** Variables of the role `knot`. */
export const KnotVars = z.strictObject({
  primary: z.boolean().default(false).describe("Whether the zones are written here. Exactly one host of the group is the primary."),
  group: z.string().default("nameservers").describe("The group of all name servers of the zones."),
  address: Address.optional().describe("Where the other name servers reach this one. Default: `ansible_host`, where that is an address."),
  listen: z
    .array(Listen)
    .min(1)
    .default(["0.0.0.0@53", "::@53"])
    .describe("Addresses and ports that Knot listens on. A change of it is the one that restarts Knot."),
  transfer_keys: z
    .record(z.string(), KeySecret)
    .default({})
    .describe("TSIG secrets (hmac-sha256, base64) by which secondaries fetch the zones, by host."),
  acme_keys: z
    .record(z.string(), KeySecret)
    .default({})
    .describe(
      "TSIG secrets by which a host may update its own TXT records in the ACME zones, those of hosts that it shares certificates with, and nothing else, by host.",
    ),
});

/** What they are once they are read. */
export type KnotVars = z.output<typeof KnotVars>;

function isListened(text: string): boolean {
  const [address, port = "53", ...more] = text.split("@");
  return more.length === 0 && Address.safeParse(address).success && /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535;
}
