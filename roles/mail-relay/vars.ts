import { z } from "geosteer";
import { LookupTable } from "./lookup-table.ts";

const Line = z.string().regex(/^[^\n\r\0]*$/, "must be one line");
const Parameter = z.string().regex(/^[A-Za-z0-9_]+$/, "must be a parameter of postconf(5)");
const Name = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, "must be of small letters, digits, _ and -");
const FilePath = z.string().startsWith("/", "must be an absolute path");

const Tls = z.strictObject({
  certificate: FilePath.describe("PEM file on the host: certificate and chain."),
  key: FilePath.describe("PEM file on the host: its key."),
  level: z.enum(["may", "encrypt"]).default("may").describe("Whether clients may or must encrypt."),
});

const Service = z.strictObject({
  private: z.boolean().optional().describe("Whether only Postfix reaches it; `false` for what listens."),
  unprivileged: z.boolean().optional().describe("Whether it runs without root's rights."),
  chroot: z.boolean().optional().describe("Whether it runs in the queue's folder."),
  wakeup: z
    .string()
    .regex(/^\d+\??$/)
    .optional()
    .describe("Seconds after which it is woken."),
  maxproc: z.int().min(0).optional().describe("Processes at one time."),
  command: Line.describe("Program and arguments."),
  options: z.record(Parameter, Line).default({}).describe("Parameters of main.cf that are other for it (`-o`)."),
});

/** The role's variables. */
export const Vars = z
  .strictObject({
    hostname: Line.optional().describe("Its name in the mail system. Default: the host's name in the inventory."),
    interfaces: z.array(Line).min(1).default(["all"]).describe("Addresses that it listens on; a change takes a restart."),
    protocols: z.enum(["all", "ipv4", "ipv6"]).default("all").describe("Families of addresses; a change takes a restart."),
    networks: z.array(Line).default(["127.0.0.0/8", "[::1]/128"]).describe("Networks whose mail goes anywhere."),
    local_domains: z
      .array(Line)
      .default([])
      .describe("Domains whose mail stays here. Default: none; let `virtual_alias_maps` lead root's mail away."),
    relay_domains: z.array(Line).default([]).describe("Domains for which it takes mail from everybody."),
    relayhost: Line.default("").describe("Where all other mail goes, `[smtp.example.org]:587`. Default: straight to its domain's servers."),
    tls: Tls.optional().describe("Encryption for what comes in. Default: none."),
    outgoing_tls: z
      .enum(["none", "may", "encrypt", "dane", "verify", "secure"])
      .default("may")
      .describe("Encryption of what goes out; `dane` needs a resolver in /etc/resolv.conf that validates (DNSSEC), on this host."),
    message_size_limit: z.int().min(0).default(26_214_400).describe("Bytes of the largest mail."),
    maps: z
      .record(Name, LookupTable)
      .default({})
      .describe("Look-up tables by name: of type texthash or hash (`entries`), pcre or regexp (`rules`), pgsql (`query`)."),
    absent_maps: z.array(Name).default([]).describe("Names of tables whose files are not there any more."),
    lookups: z
      .record(Parameter, z.array(Name))
      .default({})
      .describe("Tables by the parameter that reads them: `transport_maps: [transport]`."),
    settings: z
      .record(Parameter, z.union([Line, z.number(), z.boolean(), z.array(Line)]))
      .default({})
      .describe("Further parameters of main.cf, or other values for those that the role sets. A list is written with commas."),
    services: z
      .record(z.string().regex(/^\S+\/(?:inet|unix|unix-dgram|fifo|pass)$/, "must be name/type, such as submission/inet"), Service)
      .default({})
      .describe("Services of master.cf by name and type, beside or in place of Debian's."),
  })
  .superRefine(({ maps, lookups }, context) => {
    for (const [parameter, names] of Object.entries(lookups)) {
      const unknown = names.find((name) => !(name in maps));
      if (unknown !== undefined)
        context.addIssue({ code: "custom", path: ["lookups", parameter], message: `"${unknown}" is none of \`maps\`` });
    }
  });

/** The variables as the role gets them. */
export type Vars = z.output<typeof Vars>;
