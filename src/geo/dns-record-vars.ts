import { z } from "zod";

const NAME = /^(?:@|\.|(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?)$/;
const OWNER = /^(?:@|\*|(?:\*\.)?[a-z0-9_](?:[a-z0-9_/-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_/-]{0,61}[a-z0-9_])?)*\.?)$/;

/** A name that a record points to: inside the zone (`www`, `@` for the zone itself), or absolute with its last dot. */
export const DnsName = z
  .string()
  .lowercase({ error: "must be in lower case", abort: true })
  .regex(NAME, "must be a name inside the zone, such as www or @, or an absolute one with its last dot, such as mail.example.net.");

const byte = z.int().min(0).max(255);
const short = z.int().min(0).max(65_535);

const common = {
  name: z
    .string()
    .lowercase({ error: "must be in lower case", abort: true })
    .regex(OWNER, "must be a name inside the zone, such as www, @ for the zone itself, or *.dev")
    .describe("Whose record it is: a name inside the zone, `@` for the zone itself."),
  ttl: z.int().min(0).max(604_800).optional().describe("How long a resolver keeps it, seconds. Default: the zone's."),
};

function typed<Type extends string>(type: Type) {
  return z.literal(type).describe("Its type, by which it has the properties below.");
}

/** Something, or a list of it: one record each. */
function oneOrMore<Item extends z.ZodType>(item: Item) {
  return z.union([item, z.array(item).min(1)]).transform((given) => (Array.isArray(given) ? (given as z.output<Item>[]) : [given]));
}

const Text = z.string().min(1);
const VALUE =
  "A, AAAA: its address; CNAME, NS, PTR: the name that it points to; TXT: its text of any length, without quotes; CAA: what the tag says. A list, but for CNAME and CAA, is one record each.";
const texts = oneOrMore(Text).describe(VALUE);
const names = oneOrMore(DnsName).describe(VALUE);

/** A record of the variable `dns_zones`, by its type. */
export const DnsRecord = z.discriminatedUnion("type", [
  z.strictObject({ ...common, type: typed("A"), value: texts }),
  z.strictObject({ ...common, type: typed("AAAA"), value: texts }),
  z.strictObject({ ...common, type: typed("CNAME"), value: DnsName.describe(VALUE) }),
  z.strictObject({ ...common, type: typed("NS"), value: names }),
  z.strictObject({ ...common, type: typed("PTR"), value: names }),
  z.strictObject({ ...common, type: typed("TXT"), value: texts }),
  z.strictObject({
    ...common,
    type: typed("MX"),
    preference: short.default(10).describe("MX: the lower, the sooner it is tried."),
    exchange: DnsName.describe("MX: the host that takes mail; `.` where none does."),
  }),
  z.strictObject({
    ...common,
    type: typed("SRV"),
    priority: short.default(0).describe("SRV: the lower, the sooner it is tried."),
    weight: short.default(0).describe("SRV: its share among those of the same priority."),
    port: short.describe("SRV: where the service listens."),
    target: DnsName.describe("SRV: the host that has it; `.` where none does."),
  }),
  z.strictObject({
    ...common,
    type: typed("CAA"),
    flags: byte.default(0).describe("CAA: with 128 an authority that does not know the tag must issue nothing."),
    tag: z
      .string()
      .regex(/^[a-z0-9]+$/, "must be lower-case letters and digits")
      .describe("CAA: `issue`, `issuewild`, `iodef` and the like."),
    value: z.string().max(255).describe(VALUE),
  }),
  z.strictObject({
    ...common,
    type: typed("TLSA"),
    usage: byte.describe("TLSA: what is compared (RFC 6698); 3: the server's own certificate."),
    selector: byte.describe("TLSA: which part; 0: the whole certificate; 1: its public key."),
    matching: byte.describe("TLSA: in which form; 0: as it is; 1: SHA-256; 2: SHA-512."),
    data: z
      .string()
      .regex(/^(?:[0-9a-fA-F]{2})+$/, "must be hexadecimal digits")
      .toLowerCase()
      .describe("TLSA: the certificate, key or digest, hexadecimal."),
  }),
]);
