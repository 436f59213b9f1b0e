import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { Failure } from "../model/failure.ts";
import type { FleetOptions, ReachSettings, SecretOptions } from "../run/options.ts";
import { parseVaultId, PROMPT } from "../run/read-vault-password.ts";
import { askPassword } from "./ask.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options of every command that reads the inventory, as commander hands them over. */
export interface FleetFlags extends SecretFlags {
  readonly inventory?: readonly string[];
  readonly limit?: string;
  readonly extraVars?: readonly string[];
  readonly listHosts?: true;
}

/** Options of every command that may read encrypted values. */
export interface SecretFlags {
  readonly identity?: readonly string[];
  readonly vaultPasswordFile?: readonly string[];
  readonly vaultId?: readonly string[];
}

/** Options of every command that connects. */
export interface ReachFlags {
  readonly user?: string;
  readonly become?: true;
  readonly askBecomePass?: true;
  readonly privateKey?: string;
  readonly forks?: number;
  readonly connectTimeout?: number;
  readonly acceptNewHostKeys?: true;
}

/** Adds the options that choose hosts, and those that open encrypted values. */
export function addFleetFlags(command: Command): Command {
  const withLimit = addInventoryFlag(command.optionsGroup("Hosts:")).option(
    "-l, --limit <pattern>",
    "only hosts that an Ansible pattern selects: us, web*, 'all:!in', @failed.txt",
  );
  const withHosts = addExtraVarsFlag(withLimit).option("--list-hosts", "print the hosts that would be worked on, and end");
  return addSecretFlags(withHosts);
}

/** Adds the option that chooses the inventory. */
export function addInventoryFlag(command: Command): Command {
  return command.option(
    "-i, --inventory <path>",
    "inventory file or folder; may be given several times (default: inventory/ of the repository)",
    collect,
  );
}

/** Adds the options of commands that read the inventory, and connect to no host. */
export function addReadingFlags(command: Command): Command {
  return addSecretFlags(addExtraVarsFlag(addInventoryFlag(command.optionsGroup("Hosts:"))));
}

function addExtraVarsFlag(command: Command): Command {
  return command.option(
    "-e, --extra-vars <vars>",
    'variables that win over all others: key=value, {"key": 1}, @file; may be given several times',
    collect,
  );
}

/** Adds the options that open encrypted values. */
export function addSecretFlags(command: Command): Command {
  return command
    .optionsGroup("Secrets:")
    .option(
      "--identity <file>",
      "age identities that open !age values; may be given several times. The environment variable INFRA_AGE_IDENTITY holds an identity " +
        "or the path of such a file (default: ~/.config/infra/identity)",
      collect,
    )
    .option(
      "--vault-password-file <file>",
      "the password of Ansible's vaults, or a program that prints it; may be given several times, and in the environment variable " +
        "ANSIBLE_VAULT_PASSWORD_FILE",
      collect,
    )
    .option(
      "--vault-id <label@file>",
      "the same for the vaults of one vault id; may be given several times; label@prompt asks for the password",
      collect,
    );
}

/** Adds the options of connecting. */
export function addReachFlags(command: Command): Command {
  return command
    .optionsGroup("Connection:")
    .option("-u, --user <name>", "log in as this account")
    .option("-b, --become", "become root by sudo")
    .option("-K, --ask-become-pass", "ask for sudo's password first")
    .option("--private-key <file>", "log in with this key")
    .option("--forks <number>", "most hosts at once (default: 50)", positiveInteger)
    .option("--connect-timeout <seconds>", "give up on a host that does not answer (default: 10)", positiveNumber)
    .option("--accept-new-host-keys", "take and record the key of a host for which none is known");
}

/** Which fleet the options choose; asks for sudo's password where they say so. */
export async function fleetOptions(flags: FleetFlags & ReachFlags, surroundings: Surroundings): Promise<FleetOptions> {
  const { folder } = surroundings;
  const becomePassword = flags.askBecomePass ? await requirePassword(surroundings) : undefined;
  return {
    folder,
    inventory: flags.inventory,
    extraVars: flags.extraVars,
    limit: flags.limit,
    secrets: secretOptions(flags, surroundings),
    login: {
      user: flags.user,
      become: flags.become,
      becomePassword,
      privateKeyFile: flags.privateKey === undefined ? undefined : resolve(folder, flags.privateKey),
    },
  };
}

/** What opens encrypted values, as options and environment say; a file that is named and not there is a mistake at once. */
export function secretOptions({ identity, vaultPasswordFile = [], vaultId = [] }: SecretFlags, surroundings: Surroundings): SecretOptions {
  const { folder, env } = surroundings;
  const fromEnvironment = [env["ANSIBLE_VAULT_PASSWORD_FILE"] ?? ""].filter((file) => file !== "");
  for (const file of identity ?? []) requireFile("--identity", file, folder);
  for (const file of vaultPasswordFile) requireFile("--vault-password-file", file, folder);
  for (const { file } of vaultId.map(parseVaultId)) if (file !== PROMPT) requireFile("--vault-id", file, folder);
  return {
    identityFiles: identity,
    identity: env["INFRA_AGE_IDENTITY"] || undefined,
    vaultPasswords: [...[...vaultPasswordFile, ...fromEnvironment].map((file) => `default@${file}`), ...vaultId],
    askVaultPassword: (id) => askPassword(`Password of vault id ${id}: `, surroundings),
  };
}

function requireFile(option: string, file: string, folder: string): void {
  if (statSync(resolve(folder, file), { throwIfNoEntry: false })?.isDirectory() === false) return;
  throw new Failure("USAGE", option, `Cannot read "${file}": there is no such file`);
}

/** How the options say that hosts are reached. */
export function reachSettings({ forks, connectTimeout, acceptNewHostKeys }: ReachFlags): ReachSettings {
  return { forks, connectTimeoutMs: connectTimeout === undefined ? undefined : connectTimeout * 1000, acceptNewHostKeys };
}

/** Gathers the values of an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Parses a whole number from 1 on. */
export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1 on.");
  return Number(text);
}

/** Parses a number above 0. */
function positiveNumber(text: string): number {
  if (!/^\d{1,9}(\.\d+)?$/.test(text) || Number(text) === 0) throw new InvalidArgumentError("It must be a number above 0.");
  return Number(text);
}

async function requirePassword(surroundings: Surroundings): Promise<string> {
  const password = await askPassword("Password for sudo: ", surroundings);
  if (password === undefined) throw new Failure("USAGE", "-K", "Cannot ask for sudo's password: there is no terminal, or no answer");
  return password;
}
