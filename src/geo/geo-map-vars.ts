import { z } from "zod";

const HostName = z.string().min(1);

const Label = z
  .string()
  .regex(
    /^(?:@|[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*)$/,
    "must be a name inside its zone, in lower case, or @ for the zone itself; never a wildcard, which would take every name below it",
  );

const Labels = z.union([Label, z.array(Label).min(1)]).transform((labels) => (typeof labels === "string" ? [labels] : labels));

/** The name of a zone, without its last dot. */
export const ZoneName = z
  .string()
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
    "must be a zone's name in lower case, without its last dot, such as example.org",
  );

const Names = z.record(ZoneName, Labels);

const Region = z.strictObject({
  at: z
    .tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)], "must be latitude and longitude in degrees, such as [52.5, 13.4]")
    .describe("Latitude and longitude of its hosts, in degrees, north and east positive."),
  hosts: z.array(HostName).min(1, "must have a host").describe("Hosts that serve it, all of them at once."),
  spares: z.array(HostName).default([]).describe("Hosts that serve it only when none of `hosts` is healthy."),
});

const Check = z.strictObject({
  type: z.enum(["http", "https", "tcp"]).default("http").describe("What is asked: a page, a page over TLS, or a connection alone."),
  port: z.int().min(1).max(65_535).optional().describe("Default: 80, or 443 for https."),
  host: z
    .string()
    .regex(/^[a-z0-9.-]+$/, "must be a host's name")
    .optional()
    .describe("The name that is asked for. Default: the service's first name."),
  path: z
    .string()
    .regex(/^\/[\x21-\x7e]*$/, "must begin with / and hold no space")
    .default("/")
    .describe("What is asked for at that name."),
  status: z
    .string()
    .regex(/^[1-5][0-9]{2}(?:-[1-5][0-9]{2})?$/, 'must be a status or a range of them, in quotes: "200-399"')
    .default("200-399")
    .describe("Which status of HTTP is healthy."),
  verify: z.boolean().default(true).describe("Whether the certificate must be valid for the name (https)."),
  timeout_ms: z
    .int()
    .min(100)
    .max(4500)
    .default(2000)
    .describe(
      "How long an answer may take, milliseconds. The slowest check of a round delays what is made of all of them; one of a connection alone takes all of it where the server waits for its client to speak.",
    ),
});

const Service = z.strictObject({
  hosts: z.array(HostName).min(1).optional().describe("Hosts that run it. Default: every host of every region."),
  names: Names.optional().describe("Its names by zone. Default: its own name in each of `zones`."),
  aliases: Names.default({}).describe("More names by zone, steered as well: a CNAME inside the zone would not be."),
  check: Check.prefault({}).describe("How a host is asked whether it serves."),
});

const RegionNames = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((regions) => (typeof regions === "string" ? [regions] : regions));

/** The variables of the role `geo-map`: who is served from where. The same for the whole fleet, but for `addresses`, which are each host's own. */
export const GeoMapVars = z.strictObject({
  ttl: z
    .int()
    .min(1, "must be at least 1: an answer that nobody may keep is asked for every time")
    .max(86_400)
    .default(30)
    .describe("How long a resolver keeps an answer, seconds."),
  zones: z.array(ZoneName).default([]).describe("Zones in which a service has a name unless it says otherwise."),
  regions: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and -"), Region)
    .describe("Regions by name, in the order in which those are served of whom nothing is known."),
  overrides: z
    .strictObject({
      countries: z.record(z.string(), RegionNames).default({}).describe("Regions that come first for a country (ISO 3166-1: DE)."),
      continents: z.record(z.string(), RegionNames).default({}).describe("The same for a continent (AF, AN, AS, EU, NA, OC, SA)."),
    })
    .prefault({})
    .describe("Where the nearest region is not the one that shall come first; the others follow by distance."),
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6()], "must be an IPv4 or IPv6 address"))
    .min(1)
    .optional()
    .describe("Each host's own public addresses. Default: `ansible_host`, where that is an address."),
  drained: z.array(HostName).default([]).describe("Hosts that are in no answer, whether healthy or not."),
  witnesses: z
    .array(z.union([z.ipv4(), z.ipv6()], "must be an IPv4 or IPv6 address"))
    .default(["198.41.0.4", "193.0.14.129"])
    .describe(
      "Addresses outside the fleet with a TCP port 53, asked only when all other hosts look dead. Default: two of the DNS root's servers. Without any, a name server cannot tell that it is cut off.",
    ),
  services: z
    .record(
      z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, "must be a label of a name: lower-case letters, digits and -"),
      Service,
    )
    .default({})
    .describe("What is steered, by name."),
});
