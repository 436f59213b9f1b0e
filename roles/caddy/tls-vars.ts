import { secret, z } from "geosteer";
import { Path, Word, ZoneName } from "./words.ts";

const KeySecret = secret.refine(
  (value) => /^[A-Za-z0-9+/]{22,}={0,2}$/.test(value.reveal()) && value.reveal().length % 4 === 0,
  "must be base64, as `keymgr -t NAME hmac-sha256` prints it",
);

const Rfc2136 = z.strictObject({
  server: z
    .string()
    .regex(/^(?:\[[0-9a-f:]+\]|[a-z0-9.-]+):[1-9]\d{0,4}$/, "must be a host and port, such as 192.0.2.1:53")
    .describe("The primary name server."),
  key: KeySecret.describe("TSIG secret (hmac-sha256, base64)."),
  key_name: Word.optional().describe("The key's name. Default: `acme.<host>`, as the role `knot` calls it."),
  challenges: z
    .record(ZoneName, Word)
    .default({})
    .describe("Where the TXT records of a zone's certificates are written: the name to which `_acme-challenge` leads by a CNAME."),
  email: z
    .string()
    .regex(/^[^\s"@`]+@[^\s"`]+$/, "must be a mail address")
    .optional()
    .describe("Where the authority writes to."),
  ca: z.url().optional().describe("The authority's directory. Default: Let's Encrypt."),
  propagation_delay: z
    .string()
    .regex(/^[1-9]\d*[sm]$/, "must be a time such as 10s")
    .default("10s")
    .describe("How long the name servers may take to tell each other."),
});

/** Where certificates come from. */
export const Tls = z
  .strictObject({
    issuer: z
      .enum(["files", "internal", "rfc2136"])
      .default("files")
      .describe(
        "`files`: something else, such as the role `certificates`, keeps them in `folder`. `internal`: Caddy's own authority, which no browser trusts. `rfc2136`: Caddy itself, by DNS; needs a module, and Caddy 2.10.",
      ),
    folder: Path.default("/var/lib/certificates").describe(
      "With `files`: a folder for each zone, in it `fullchain.pem` and `privkey.pem`. Where they are not there yet, Caddy begins with ones that it signs itself.",
    ),
    rfc2136: Rfc2136.optional().describe("How records are written, with `rfc2136`."),
  })
  .refine(({ issuer, rfc2136 }) => (issuer === "rfc2136") === (rfc2136 !== undefined), {
    error: "must be there with `issuer: rfc2136`, and only then",
    path: ["rfc2136"],
  });

/** What they are once they are read. */
export type Tls = z.output<typeof Tls>;
