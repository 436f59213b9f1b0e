import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sandboxHosts } from "./fleet.ts";

const KeyPair = z.strictObject({ private_key: z.string(), public_key: z.string() });

const SandboxSecrets = z.object({
  /** Of WireGuard, by host. */
  wireguard: z.record(z.string(), KeyPair),
  /** Seed of the onion service's key. */
  onion_key: z.string(),
  mail_database_password: z.string(),
  /** In the form of crypt(5); no password fits it. */
  sysadmin_password_hash: z.string(),
  backup_passphrase: z.string(),
  /** TSIG keys by which secondaries fetch zones, by host. */
  tsig_transfer: z.record(z.string(), z.string()),
  /** TSIG keys by which hosts update their own names in the ACME zone. */
  tsig_acme: z.record(z.string(), z.string()),
  /** Of front ends: what they sign and log in with, by their names. */
  front_end_secrets: z.record(z.string(), z.record(z.string(), z.string())),
  /** Of stacks that keep data: what they sign and log in with, by their names. */
  stateful_secrets: z.record(z.string(), z.record(z.string(), z.string())),
  /** Private keys by which the sandbox's zones are signed. */
  dnssec_keys: z.strictObject({ ksk: z.string(), zsk: z.string() }),
});

/** Secrets that the repository's inventory names and a real fleet has encrypted; a sandbox makes its own, which guard nothing. */
export type SandboxSecrets = z.output<typeof SandboxSecrets>;

/** Reads the secrets of a fleet, and makes those that are not there yet: they stay the same until it is taken down. */
export async function ensureSandboxSecrets(stateFolder: string): Promise<SandboxSecrets> {
  const path = join(stateFolder, "secrets.json");
  const known: unknown = existsSync(path) ? JSON.parse(await readFile(path, "utf8")) : {};
  const secrets = SandboxSecrets.parse(Object.assign(makeSecrets(), known));
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  await writeFile(path, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 });
  return secrets;
}

/** The variables by which `inventory/` reads them: of every host, and of each. */
export function secretVars({ wireguard, ...others }: SandboxSecrets): {
  readonly all: Readonly<Record<string, unknown>>;
  readonly hosts: Readonly<Record<string, Readonly<Record<string, string>>>>;
} {
  const pairs = Object.entries(wireguard);
  return {
    all: {
      wireguard_public_keys: Object.fromEntries(pairs.map(([name, pair]) => [name, pair.public_key])),
      ...others,
    },
    hosts: Object.fromEntries(pairs.map(([name, pair]) => [name, { wireguard_private_key: pair.private_key }])),
  };
}

function makeSecrets(): SandboxSecrets {
  return {
    wireguard: Object.fromEntries(sandboxHosts.map(({ name }) => [name, makeKeyPair()])),
    onion_key: randomBytes(32).toString("base64"),
    mail_database_password: randomBytes(18).toString("base64url"),
    sysadmin_password_hash: `$6$${randomBytes(8).toString("hex")}$${randomBytes(43).toString("hex")}`,
    backup_passphrase: randomBytes(24).toString("base64url"),
    tsig_transfer: Object.fromEntries(sandboxHosts.map(({ name }) => [name, randomBytes(32).toString("base64")])),
    tsig_acme: Object.fromEntries(sandboxHosts.map(({ name }) => [name, randomBytes(32).toString("base64")])),
    front_end_secrets: makeFrontEndSecrets(),
    stateful_secrets: makeStatefulSecrets(),
    dnssec_keys: { ksk: makeSigningKey(), zsk: makeSigningKey() },
  };
}

function makeStatefulSecrets(): SandboxSecrets["stateful_secrets"] {
  const text = (): string => randomBytes(24).toString("hex");
  return {
    gitea: { database_password: text() },
    grafana: { admin_password: text() },
    healthchecks: { secret_key: text(), database_password: text() },
    hedgedoc: { session_secret: text(), database_password: text() },
  };
}

/** The sessions of Nitter are those of accounts, of which the sandbox has none. */
function makeFrontEndSecrets(): SandboxSecrets["front_end_secrets"] {
  const text = (): string => randomBytes(24).toString("hex");
  return {
    anonymousoverflow: { signing_secret: text() },
    invidious: { hmac_key: text(), companion_key: randomBytes(8).toString("hex"), database_password: text() },
    librarian: { auth_token: text(), hmac_key: text() },
    nitter: { hmac_key: text(), sessions: "{}\n" },
    scribe: { secret_key_base: text() },
    searxng: { secret_key: text() },
  };
}

/** ECDSA on P-256, in PEM. */
function makeSigningKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** WireGuard's keys are X25519's, in base64. */
function makeKeyPair(): z.output<typeof KeyPair> {
  const { privateKey } = generateKeyPairSync("x25519");
  const { d = "", x = "" } = privateKey.export({ format: "jwk" });
  return { private_key: toBase64(d), public_key: toBase64(x) };
}

function toBase64(urlForm: string): string {
  return Buffer.from(urlForm, "base64url").toString("base64");
}
