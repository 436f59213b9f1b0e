import { z } from "zod";

const NAME = /^(?:@|\.|(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?)$/;
const OWNER = /^(?:@|\*|(?:\*\.)?[a-z0-9_](?:[a-z0-9_/-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_/-]{0,61}[a-z0-9_])?)*\.?)$/;

/** A name that a record points to: inside the zone (`www`, `@` for the zone itself), or absolute with its last dot. */
export const DnsName = z
  .string()
  .lowercase("must be in lower case")
  .regex(NAME, "must be a name inside the zone, such as www or @, or an absolute one with its last dot, such as mail.example.net.");

const byte = z.int().min(0).max(255);
const short = z.int().min(0).max(65_535);

const common = {
  name: z
    .string()
    .lowercase("must be in lower case")
    .regex(OWNER, "must be a name inside the zone, such as www, @ for the zone itself, or *.dev")
    .describe("Whose record it is: a name inside the zone, `@` for the zone itself."),
  ttl: z.int().min(0).max(604_800).optional().describe("How long a resolver keeps it, seconds. Default: the zone's."),
};

/** Something, or a list of it: one record each. */
function oneOrMore<Item extends z.ZodType>(item: Item) {
  return z.union([item, z.array(item).min(1)]).transform((given) => (Array.isArray(given) ? (given as z.output<Item>[]) : [given]));
}

const Text = z.string().min(1);
const addresses = oneOrMore(Text).describe("Its address, or a list of them.");
const names = oneOrMore(DnsName).describe("The name that it points to, or a list of them.");

/** A record of the variable `dns_zones`, by its type. */
export const DnsRecord = z.discriminatedUnion("type", [
  z.strictObject({ ...common, type: z.literal("A"), value: addresses }),
  z.strictObject({ ...common, type: z.literal("AAAA"), value: addresses }),
  z.strictObject({ ...common, type: z.literal("CNAME"), value: DnsName.describe("The name that it is another one of.") }),
  z.strictObject({ ...common, type: z.literal("NS"), value: names }),
  z.strictObject({ ...common, type: z.literal("PTR"), value: names }),
  z.strictObject({
    ...common,
    type: z.literal("TXT"),
    value: oneOrMore(Text).describe("Its text of any length, without quotes, or a list: one record each."),
  }),
  z.strictObject({
    ...common,
    type: z.literal("MX"),
    preference: short.default(10).describe("The lower, the sooner it is tried."),
    exchange: DnsName.describe("The host that takes mail; `.` where none does."),
  }),
  z.strictObject({
    ...common,
    type: z.literal("SRV"),
    priority: short.default(0).describe("The lower, the sooner it is tried."),
    weight: short.default(0).describe("Its share among those of the same priority."),
    port: short.describe("Where the service listens."),
    target: DnsName.describe("The host that has it; `.` where none does."),
  }),
  z.strictObject({
    ...common,
    type: z.literal("CAA"),
    flags: byte.default(0).describe("128: an authority that does not know the tag must issue nothing."),
    tag: z
      .string()
      .regex(/^[a-z0-9]+$/, "must be lower-case letters and digits")
      .describe("`issue`, `issuewild`, `iodef` and the like."),
    value: z.string().max(255).describe("What the tag says: the authority that may issue."),
  }),
  z.strictObject({
    ...common,
    type: z.literal("TLSA"),
    usage: byte.describe("3: the certificate is this one (RFC 6698)."),
    selector: byte.describe("0: the whole certificate; 1: its public key."),
    matching: byte.describe("0: as it is; 1: SHA-256; 2: SHA-512."),
    data: z
      .string()
      .regex(/^(?:[0-9a-fA-F]{2})+$/, "must be hexadecimal digits")
      .toLowerCase()
      .describe("The certificate, key or digest, hexadecimal."),
  }),
]);
