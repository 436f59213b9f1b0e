import { z } from "zod";
import { publicKeyIn } from "../formats/openssh-private-key.ts";
import { accountName } from "../model/account-name.ts";
import { secret } from "../model/secret.ts";
import { ZoneName } from "./geo-map-vars.ts";

const Pem = z
  .string()
  .regex(/^\s*(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/, "must be certificates in PEM");
const Word = z.string().regex(/^[^\0\n]+$/, "must be a word that is not empty, of one line");
const Place = z.string().regex(/^[A-Za-z0-9.:_-]+$/, "must be an address or a host's name");

const Key = secret.refine(
  (key) => publicKeyIn(key.reveal())?.startsWith("ssh-ed25519 ") === true,
  "must be an Ed25519 key without a passphrase, as `ssh-keygen -t ed25519` writes it",
);

/** The variables of the role `certificates`. */
export const CertificatesVars = z.strictObject({
  issuer: z
    .enum(["lego", "caddy"])
    .default("lego")
    .describe("`lego`: this role obtains certificates. `caddy`: Caddy does so itself on each host, and this role installs nothing."),
  zones: z.array(ZoneName).optional().describe("Zones that get a certificate each. Default: all of `dns_zones` that have `acme`."),
  hosts: z
    .array(z.string())
    .optional()
    .describe(
      "Hosts that share the certificates, whose wildcards are in them. The first one obtains them; the next ones take its place in this order. " +
        "Default: all hosts that have the variable `certificates`.",
    ),
  addresses: z
    .record(z.string(), Place)
    .default({})
    .describe("Where hosts reach one another by SSH, such as in a private network, by host. Default: `ansible_host`."),
  key: Key.optional().describe(
    "Private SSH key (Ed25519) by which hosts hand certificates on; the same on all of them, and of no other use.",
  ),
  email: z
    .string()
    .regex(/^[^@\s]+@[^@\s]+$/, "must be a mail address")
    .optional()
    .describe("Where the authority tells of an account's matters."),
  directory: z
    .string()
    .regex(/^(?:production|staging|https:\/\/[^\s\0]+)$/, 'must be "production", "staging" or an https URL')
    .default("production")
    .describe("The authority: Let's Encrypt's `production` or `staging`, or the URL of an ACME directory (RFC 8555)."),
  directory_ca: Pem.optional().describe("Certificates (PEM) that the authority's own server is trusted by. Default: the system's."),
  roots: Pem.optional().describe("Root certificates (PEM) that issued chains must lead to. Default, for `production`: the system's."),
  resolver: z
    .union([z.ipv4(), z.ipv6()], "must be an IPv4 or IPv6 address")
    .optional()
    .describe(
      "A recursive resolver. Default: the first one in /etc/resolv.conf. That one must find the name servers by their names, too: lego asks it.",
    ),
  owner: accountName.default("root").describe("Account that the private keys belong to; until it is there, they are root's."),
  reload: z
    .array(z.array(Word).min(1))
    .default([])
    .describe(
      "Commands, as lists of words, that make programs read a new certificate: `[[caddy, reload, --config, /etc/caddy/Caddyfile, --force]]`. " +
        "Where one fails, the certificate before is put back.",
    ),
  interval: z.int().min(1).max(86_400).default(3600).describe("Seconds between two looks at what is left of the lifetime."),
  takeover_after: z
    .int()
    .min(1)
    .default(3600)
    .describe("Seconds without any certificate after which the next host takes the place of the one before it."),
});
