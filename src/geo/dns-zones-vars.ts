import { z } from "zod";
import { DnssecKeys } from "../formats/dnssec-keys.ts";
import { DnsName, DnsRecord } from "./dns-record-vars.ts";
import { ZoneName } from "./geo-map-vars.ts";

const seconds = z.int().min(1).max(2_147_483_647);
const ttl = z.int().min(0).max(604_800);

const Soa = z.strictObject({
  mname: DnsName.describe("The primary name server."),
  rname: DnsName.describe("Mail address of whoever cares for the zone, a dot in place of its @: `hostmaster.example.org.`."),
  refresh: seconds.default(3600).describe("How often a secondary asks for news, seconds."),
  retry: seconds.default(900).describe("After how long it asks again where it got no answer, seconds."),
  expire: seconds.default(1_209_600).describe("After how long without the primary it stops to answer, seconds."),
  minimum: seconds.default(300).describe("How long a resolver keeps that there is no such name, seconds."),
});

const Authorities = z.array(
  z.string().regex(/^\d{1,3} [a-z0-9]+ (?:"[\x20-\x21\x23-\x7e]*"|[\x21\x23-\x7e]+)$/, 'must be such as 0 issue "letsencrypt.org"'),
);

const ZoneVars = z.strictObject({
  soa: Soa.describe("The record by which the zone begins; Knot counts its serial."),
  ns: z.array(DnsName).min(1, "must name a name server").describe("Its name servers."),
  ttl: ttl.optional().describe("How long a resolver keeps a record that says nothing else, seconds. Default: the fleet's."),
  records: z.array(DnsRecord).default([]).describe("Its records, beside those that services bring."),
  caa: Authorities.default(['0 issue "letsencrypt.org;validationmethods=dns-01"']).describe(
    "Which authorities may issue certificates for it (RFC 8659, 8657); `[]`: all of them may.",
  ),
  acme: z
    .boolean()
    .default(false)
    .describe("Whether hosts prove to certificate authorities that names are theirs, in a zone of its own, `acme.<zone>`."),
  dnssec: DnssecKeys.optional().describe(
    "Its keys, by which every name server signs what it answers (DNSSEC): secrets. Default: it is not signed. So is `acme.<zone>`, by the same keys.",
  ),
});

/** The variables of the role `dns-zones`. */
export const DnsZonesVars = z.strictObject({
  ttl: ttl.default(300).describe("How long a resolver keeps a record that says nothing else, seconds."),
  acme_holder: z
    .string()
    .optional()
    .describe("The host that proves names that are of no single host. Default: the first one of the group `nameservers`."),
  zones: z.record(ZoneName, ZoneVars).default({}).describe("Zones by name, without the last dot."),
});
