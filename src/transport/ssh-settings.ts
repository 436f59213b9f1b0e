import { isIP } from "node:net";
import type { Address } from "../model/host.ts";
import { optionOf, optionsOf, type SshOptions } from "./ssh-keywords.ts";

/** Everything that decides how one sshd is reached and trusted: the inventory's values, then ssh_config's, then ssh's defaults. */
export interface SshSettings {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** 0: whichever answers. */
  readonly family: 0 | 4 | 6;
  readonly localAddress: string | undefined;
  readonly hostKeyAlias: string | undefined;
  readonly connectTimeoutMs: number | undefined;
  /** The inventory's and ssh_config's own, before the agent's; each is expected to be there. */
  readonly identityFiles: readonly string[];
  /** Tried last, where they are there. */
  readonly defaultIdentityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  readonly agentSocket: string | undefined;
  /** The first one takes new keys. */
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  /** Algorithms that the configuration allows; `undefined`: ours. */
  readonly allowed: Readonly<Record<"hostKey" | "cipher" | "kex" | "mac", readonly string[] | undefined>>;
}

/** Who runs this program, and where. */
export interface LocalUser {
  readonly name: string;
  readonly home: string;
  readonly hostname: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_IDENTITIES = ["id_ed25519", "id_ecdsa", "id_rsa"] as const;
/** What `ssh -G` prints when no IdentityFile is set. */
const ANY_DEFAULT_IDENTITY = /^~\/\.ssh\/id_(?:rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)$/;

/** Merges what is known of one host; pure. */
export function sshSettings(address: Address, options: SshOptions, local: LocalUser): SshSettings {
  const hostName = (optionOf(options, "HostName") ?? address.host).replaceAll("%h", address.host);
  const port = address.port ?? Number(optionOf(options, "Port") ?? 22);
  const user = address.user ?? optionOf(options, "User") ?? local.name;
  const hostKeyAlias = optionOf(options, "HostKeyAlias");
  const expand = expander({ hostName, port, user, original: address.host, alias: hostKeyAlias ?? address.host }, local);
  const timeout = Number(optionOf(options, "ConnectTimeout"));
  return {
    hostName,
    port,
    user,
    hostKeyAlias,
    family: isIP(hostName) !== 0 ? 0 : familyOf(optionOf(options, "AddressFamily")),
    localAddress: optionOf(options, "BindAddress"),
    connectTimeoutMs: timeout > 0 ? timeout * 1000 : undefined,
    ...identityFiles(address, options, expand),
    identitiesOnly: optionOf(options, "IdentitiesOnly") === "yes",
    agentSocket: agentSocket(options, local, expand),
    ...knownHostsFiles(options, expand),
    allowed: {
      hostKey: algorithms(optionOf(options, "HostKeyAlgorithms")),
      cipher: algorithms(optionOf(options, "Ciphers")),
      kex: algorithms(optionOf(options, "KexAlgorithms")),
      mac: algorithms(optionOf(options, "MACs")),
    },
  };
}

type Expand = (path: string) => string;

/** As with ssh, a key that is named takes the place of the default ones. */
function identityFiles(address: Address, options: SshOptions, expand: Expand): Pick<SshSettings, "identityFiles" | "defaultIdentityFiles"> {
  const configured = optionsOf(options, "IdentityFile").filter((file) => !ANY_DEFAULT_IDENTITY.test(file));
  const named = [...(address.privateKeyFile === undefined ? [] : [address.privateKeyFile]), ...configured];
  return {
    identityFiles: [...new Set(named.map(expand))],
    defaultIdentityFiles: named.length > 0 ? [] : DEFAULT_IDENTITIES.map((name) => expand(`~/.ssh/${name}`)),
  };
}

function knownHostsFiles(options: SshOptions, expand: Expand): Pick<SshSettings, "userKnownHostsFiles" | "globalKnownHostsFiles"> {
  const files = (keyword: "UserKnownHostsFile" | "GlobalKnownHostsFile", standard: string) =>
    options.has(keyword.toLowerCase())
      ? optionsOf(options, keyword).flatMap((value) => value.split(/\s+/).map(expand))
      : standard.split(" ").map(expand);
  return {
    userKnownHostsFiles: files("UserKnownHostsFile", "~/.ssh/known_hosts ~/.ssh/known_hosts2"),
    globalKnownHostsFiles: files("GlobalKnownHostsFile", "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"),
  };
}

/** `IdentityAgent` may be a path, the name of a variable, or `SSH_AUTH_SOCK`; `none` switches the agent off. */
function agentSocket(options: SshOptions, { environment }: LocalUser, expand: Expand): string | undefined {
  if (options.get("identityagent")?.[0] === "none") return undefined;
  const value = optionOf(options, "IdentityAgent") ?? "SSH_AUTH_SOCK";
  if (value === "SSH_AUTH_SOCK") return environment["SSH_AUTH_SOCK"] || undefined;
  return value.startsWith("$") && !value.startsWith("${") ? environment[value.slice(1)] : expand(value);
}

function familyOf(addressFamily: string | undefined): 0 | 4 | 6 {
  if (addressFamily === "inet") return 4;
  return addressFamily === "inet6" ? 6 : 0;
}

/** A list with `+`, `-` or `^` in front changes OpenSSH's own list, which only `ssh -G` knows: it leaves ours as it is. */
function algorithms(list: string | undefined): readonly string[] | undefined {
  return list === undefined || /^[-+^]/.test(list) ? undefined : list.split(",");
}

interface Tokens {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly original: string;
  readonly alias: string;
}

/** Fills in `~`, `${VARIABLE}` and the tokens of ssh_config(5), TOKENS; one that is not known stays as it is. */
function expander({ hostName, port, user, original, alias }: Tokens, { name, home, hostname, environment }: LocalUser): Expand {
  const tokens: Readonly<Record<string, string>> = {
    "%": "%",
    d: home,
    h: hostName,
    k: alias,
    l: hostname,
    L: hostname.replace(/\..*/, ""),
    n: original,
    p: String(port),
    r: user,
    u: name,
  };
  return (path) =>
    path
      .replace(/^~(?=\/|$)/, home)
      .replace(/\$\{(\w+)\}/g, (whole, variable: string) => environment[variable] ?? whole)
      .replace(/%(.)/g, (whole, token: string) => tokens[token] ?? whole);
}
