import { z } from "geosteer";

const Time = z.string().regex(/^\d+[smhdw]?$/, "must be a time such as 600, 10m, 1h or 2d");
const Address = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  "must be an address or a network, such as 192.0.2.1 or 2001:db8::/32",
);

const Limits = {
  max_retry: z.int().min(1).default(5).describe("Refused requests within `find_time` that a client may make."),
  find_time: Time.default("10m").describe("How far back they are counted."),
  ban_time: Time.default("10m").describe("How long the first ban lasts."),
};

const Jail = z.strictObject({
  log: z
    .string()
    .regex(/^\/[^\s%*?[]+$/, "must be an absolute path without spaces")
    .describe("The log of Caddy, in JSON, with whole addresses; made empty where it is not there, for fail2ban does not start without."),
  owner: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]*$/, "must be an account")
    .default("caddy")
    .describe("Account and group of that log, should it be made."),
  statuses: z.array(z.int().min(400).max(599)).min(1).default([403, 429]).describe("HTTP statuses by which a request counts as refused."),
  ports: z
    .array(z.int().min(1).max(65_535))
    .min(1)
    .default([80, 443])
    .describe("Ports that a banned client may not reach, by TCP and UDP."),
  ...Limits,
});

/** Variables of the role `fail2ban`. */
export const Fail2banVars = z.strictObject({
  jails: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,24}$/, "must be lower-case letters, digits and -, 25 at most"), Jail)
    .default({})
    .describe("Logs that are watched, by name."),
  sshd: z.boolean().default(true).describe("Whether failed logins by SSH count, too: read from the journal."),
  ignore: z
    .array(Address)
    .default(["127.0.0.0/8", "::1", "100.64.0.0/10", "fd7a:115c:a1e0::/48"])
    .describe(
      "Addresses that are never banned, beside those of the host and of all hosts of the inventory. Default: loopback and the tailnet.",
    ),
  escalate: z.boolean().default(true).describe("Whether each further ban of a client lasts longer."),
  max_ban_time: Time.default("5w").describe("The longest ban that there is then."),
});

/** What they are once they are read. */
export type Fail2banVars = z.output<typeof Fail2banVars>;
