import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Address, Host } from "../model/host.ts";
import { Failure } from "../model/failure.ts";
import { matters, type SshOptions } from "./ssh-keywords.ts";

/** The files that ssh reads, the user's first: the first value that is found counts. */
export function sshConfigFiles(home: string): readonly string[] {
  return [join(home, ".ssh/config"), "/etc/ssh/ssh_config"];
}

/**
 * Reads what ssh_config(5) says of a host. `ssh -G` answers where ssh is installed (it knows Match, Include and canonical names), the package
 * `ssh-config` elsewhere. Neither is started when no file sets anything of interest, as on a new Debian: it would cost 10 ms a host.
 */
export async function loadSshOptions({ name, address }: Pick<Host, "name" | "address">, files: readonly string[]): Promise<SshOptions> {
  const texts = await Promise.all(files.map(readText));
  const relevant = await Promise.all(texts.map((text, index) => setsAnything(text, dirname(files[index] ?? ""))));
  if (!relevant.includes(true)) return new Map();
  return (await askSsh(address, name)) ?? (await parseSshConfigs(texts, { name, address }));
}

/** Reads the output of `ssh -G`: a keyword and its value a line. */
export function parseSshG(output: string): SshOptions {
  const options = new Map<string, string[]>();
  for (const line of output.split("\n")) {
    const [, keyword, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (keyword === undefined || value === undefined) continue;
    options.set(keyword, [...(options.get(keyword) ?? []), value]);
  }
  return options;
}

/** Computes a host's options from configuration texts, earlier ones first, without ssh. */
export async function parseSshConfigs(texts: readonly string[], { name, address }: Pick<Host, "name" | "address">): Promise<SshOptions> {
  const { default: SshConfig } = await import("ssh-config");
  const options = new Map<string, readonly string[]>();
  for (const text of texts) {
    if (keywords(text).some(({ keyword }) => keyword === "include")) throw includeUnsupported(name);
    const who = { Host: address.host, ...(address.user !== undefined && { User: address.user }) };
    for (const [keyword, value] of Object.entries(SshConfig.parse(text).compute(who, { ignoreCase: true }))) {
      const values = typeof value === "string" ? [value] : keyword === "identityfile" ? value : [value.join(" ")];
      const before = options.get(keyword);
      options.set(keyword, keyword === "identityfile" ? [...(before ?? []), ...values] : (before ?? values));
    }
  }
  return options;
}

/** Says whether a configuration file holds a keyword that matters here, or includes a file that may. */
export async function setsAnything(text: string, folder: string): Promise<boolean> {
  for (const { keyword, value } of keywords(text)) {
    if (matters(keyword)) return true;
    if (keyword === "include" && (await includesAnything(value, folder))) return true;
  }
  return false;
}

function keywords(text: string): readonly { keyword: string; value: string }[] {
  return text.split("\n").flatMap((line) => {
    const [, keyword, value] = /^\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)"?(.*?)"?\s*$/.exec(line) ?? [];
    return keyword === undefined || value === undefined ? [] : [{ keyword: keyword.toLowerCase(), value }];
  });
}

/** Only a pattern in the last part of one path is looked at; whatever else stands there may hold something. */
async function includesAnything(pattern: string, folder: string): Promise<boolean> {
  const [, stem, extension] = /^([^*?[\s]*)\*([^*?[\s/]*)$/.exec(pattern) ?? [];
  if (stem === undefined || extension === undefined || stem.startsWith("~")) return true;
  const path = resolve(folder, `${stem}*`);
  const names = await readdir(dirname(path)).catch(() => []);
  return names.some((name) => name.startsWith(basename(path).slice(0, -1)) && name.endsWith(extension));
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

/** `undefined` where there is no ssh. Values of the inventory are given as options of the command line, so that `Match user` sees them. */
async function askSsh({ host: name, port, user }: Address, host: string): Promise<SshOptions | undefined> {
  const args = ["-G", ...(user === undefined ? [] : ["-l", user]), ...(port === undefined ? [] : ["-p", String(port)]), "--", name];
  try {
    return parseSshG((await promisify(execFile)("ssh", args, { timeout: 10_000 })).stdout);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    if ("code" in cause && cause.code === "ENOENT") return undefined;
    const output = "stderr" in cause && typeof cause.stderr === "string" ? cause.stderr.trim() : "";
    throw new Failure("SSH_OPTION_UNSUPPORTED", host, `Cannot read the ssh configuration for ${name}: "ssh -G" refused it`, {
      output,
      cause,
    });
  }
}

function includeUnsupported(host: string): Failure {
  return new Failure(
    "SSH_OPTION_UNSUPPORTED",
    host,
    `Cannot read the ssh configuration for ${host}: it uses "Include" and there is no ssh program`,
    {
      hint: "Install the OpenSSH client on this machine: its configuration is then read by `ssh -G`.",
    },
  );
}
