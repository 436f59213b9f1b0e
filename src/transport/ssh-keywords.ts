import { Failure } from "../model/failure.ts";

/** Values by keyword in small letters, as `ssh -G` prints them; a keyword that is not set is not in it (or has its default). */
export type SshOptions = ReadonlyMap<string, readonly string[]>;

/** What the ssh transport takes from ssh_config(5). `StrictHostKeyChecking` is not among them: keys are verified whatever it says. */
const HONOURED = [
  "AddressFamily",
  "BindAddress",
  "Ciphers",
  "ConnectTimeout",
  "GlobalKnownHostsFile",
  "HostKeyAlgorithms",
  "HostKeyAlias",
  "HostName",
  "IdentitiesOnly",
  "IdentityAgent",
  "IdentityFile",
  "KexAlgorithms",
  "MACs",
  "Port",
  "User",
  "UserKnownHostsFile",
] as const;

/**
 * What ssh2 cannot do and what changes where a connection goes or whom it trusts: refused by name rather than ignored.
 * Keywords in neither table (compression, forwarding, escape characters, environment) change nothing for one command over one connection.
 */
const REFUSED: Readonly<Record<string, (value: string) => boolean>> = {
  BindInterface: isSet,
  CertificateFile: isSet,
  KnownHostsCommand: isSet,
  PKCS11Provider: isSet,
  PreferredAuthentications: (value) => !value.split(",").includes("publickey"),
  ProxyCommand: isSet,
  ProxyJump: isSet,
  PubkeyAuthentication: (value) => value === "no" || value === "false",
  RemoteCommand: isSet,
  RevokedHostKeys: isSet,
};

/** Only makes connections faster by sharing them; one connection a host and run shares nothing, so that a word to the user is enough. */
const SPEED_ONLY = ["ControlPath"] as const;

const MATTERS = new Set([...HONOURED, ...Object.keys(REFUSED), ...SPEED_ONLY].map((keyword) => keyword.toLowerCase()));

/** Does a keyword (in any case) change anything for the ssh transport? */
export function matters(keyword: string): boolean {
  return MATTERS.has(keyword.toLowerCase());
}

/** Throws `SSH_OPTION_UNSUPPORTED` with every keyword that asks for what the ssh transport cannot do. */
export function refuseUnsupported(options: SshOptions, host: string): void {
  const refused = Object.entries(REFUSED).flatMap(([keyword, isRefused]) => {
    const value = options.get(keyword.toLowerCase())?.[0];
    return value !== undefined && isRefused(value) ? [`${keyword} ${value}`] : [];
  });
  if (refused.length === 0) return;
  throw new Failure(
    "SSH_OPTION_UNSUPPORTED",
    host,
    `Cannot connect to ${host}: the ssh configuration sets ${refused.map((option) => `"${option}"`).join(" and ")}, which the ssh transport cannot do`,
    { hint: "Give this host a block of its own in ~/.ssh/config that does without, or reach it another way." },
  );
}

/** Tells the user about keywords that are left out without harm. */
export function speedOnly(options: SshOptions): readonly string[] {
  return SPEED_ONLY.filter((keyword) => isSet(options.get(keyword.toLowerCase())?.[0] ?? "none")).map(
    (keyword) => `${keyword} of the ssh configuration is not used: connections are not shared`,
  );
}

/** The value of a keyword that may be written once; `none` means not set. */
export function optionOf(options: SshOptions, keyword: (typeof HONOURED)[number]): string | undefined {
  const value = options.get(keyword.toLowerCase())?.[0];
  return value !== undefined && isSet(value) ? value : undefined;
}

/** All values of a keyword. */
export function optionsOf(options: SshOptions, keyword: (typeof HONOURED)[number]): readonly string[] {
  return (options.get(keyword.toLowerCase()) ?? []).filter(isSet);
}

function isSet(value: string): boolean {
  return value !== "" && value.toLowerCase() !== "none";
}
