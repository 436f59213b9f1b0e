import { z } from "zod";
import { ZoneName } from "./geo-map-vars.ts";

const Name = z
  .string()
  .regex(
    /^(?:@|\*|(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*)$/,
    "must be a name inside the zone, or @ for the zone itself; without the zone and its dot",
  );

const Absolute = z.string().regex(/^(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\.)+$/, "must be an absolute name, with its last dot");

const Ttl = z.int().min(1, "must be at least 1: an answer that nobody may keep is asked for every time").max(2_147_483_647);

const common = {
  name: Name.describe("Inside the zone; `@` is the zone itself."),
  ttl: Ttl.optional().describe("Seconds. Default: the zone's."),
};
const number16 = z.int().min(0).max(65_535);
const number8 = z.int().min(0).max(255);

function record<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({ type: z.literal(type).describe("Type of the record."), ...common, ...shape });
}

const Record = z.discriminatedUnion("type", [
  record("A", { value: z.ipv4("must be an IPv4 address").describe("The address, the name, or the text, by the type.") }),
  record("AAAA", { value: z.ipv6("must be an IPv6 address").describe("The address.") }),
  record("CNAME", { value: Absolute.describe("The name that it stands for.") }),
  record("NS", { value: Absolute.describe("The name server of what is delegated.") }),
  record("PTR", { value: Absolute.describe("The name of the address.") }),
  record("TXT", { value: z.string().max(4000, "must be at most 4000 characters").describe("The text; it is split as it must be.") }),
  record("MX", {
    preference: number16.describe("MX: the lowest one comes first."),
    exchange: Absolute.describe("MX: the mail server."),
  }),
  record("CAA", {
    flags: number8.default(0).describe("CAA: 128 for what an issuer must understand."),
    tag: z.enum(["issue", "issuewild", "iodef"]).describe("CAA: what is said (RFC 8659)."),
    value: z
      .string()
      .regex(/^[\x20-\x7e]*$/, "must be printable ASCII")
      .describe("CAA: the issuer, or whom to tell."),
  }),
  record("SRV", {
    priority: number16.describe("SRV: the lowest one comes first."),
    weight: number16.describe("SRV: share among those of one priority."),
    port: number16.describe("SRV: the port."),
    target: Absolute.describe("SRV: the host."),
  }),
  record("TLSA", {
    usage: number8.describe("TLSA: certificate usage (RFC 6698)."),
    selector: number8.describe("TLSA: what of the certificate is matched."),
    matching: number8.describe("TLSA: how it is matched."),
    data: z
      .string()
      .regex(/^(?:[0-9a-fA-F]{2})+$/, "must be hexadecimal digits")
      .describe("TLSA: the certificate or its digest, as hexadecimal digits."),
  }),
]);

const Soa = z.strictObject({
  mname: Absolute.describe("The primary name server."),
  rname: Absolute.describe("Who answers for the zone: a mail address with a dot for its @."),
  refresh: z.int().min(1).default(3600).describe("Seconds after which secondaries look for a new version, if nobody tells them."),
  retry: z.int().min(1).default(900).describe("Seconds after which they try again."),
  expire: z.int().min(1).default(1_209_600).describe("Seconds after which they answer no more without the primary."),
  minimum: z.int().min(1).default(300).describe("Seconds for which it is kept that a name is not there."),
});

/** One zone, as variables say it. */
export const Zone = z.strictObject({
  soa: Soa.describe("The zone's own record; its serial is never typed."),
  ttl: Ttl.default(300).describe("Seconds that records are kept unless they say otherwise."),
  ns: z.array(Absolute).min(1).describe("Its name servers."),
  records: z.array(Record).default([]).describe("All other records; names of services are made from `geo_map`, and not typed here."),
  caa: z
    .array(z.string().regex(/^\d{1,3} [a-z]+ "[\x20-\x21\x23-\x7e]*"$/, 'must be of the form: 0 issue "letsencrypt.org"'))
    .default(['0 issue "letsencrypt.org;validationmethods=dns-01"'])
    .describe("Who may issue certificates for it (RFC 8659)."),
  acme: z.boolean().default(false).describe("Whether a zone `acme.<zone>` takes the challenges of DNS-01, by updates."),
});

/** The variables of the role `dns-zones`. */
export const ZonesVars = z.strictObject({ zones: z.record(ZoneName, Zone).default({}).describe("Zones by name.") });

/** A record, as variables say it. */
export type TypedRecord = z.output<typeof Record>;

/** A zone, once its variables are read. */
export type ZoneWish = z.output<typeof Zone>;
