import type { Command } from "commander";
import type { SecretKeys } from "../inventory/secret-keys.ts";
import type { Reporter } from "../report/reporter.ts";
import { memoryFolders } from "../run/memory-folder.ts";
import { secretKeys } from "../run/secret-keys.ts";
import { chooseSecretFiles } from "../run/secrets-list.ts";
import type { SecretFile } from "../run/secret-file.ts";
import { type SecretFlags, secretOptions } from "./fleet-flags.ts";
import type { ShowFlags } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options of `infra secrets`, as commander hands them over. */
export interface SecretsFlags extends ShowFlags, SecretFlags {
  readonly inventory?: readonly string[];
  readonly out?: string;
  readonly add?: true;
  readonly owner?: string;
}

/** What a verb works with. */
export interface SecretsCall {
  readonly flags: SecretsFlags;
  readonly surroundings: Surroundings;
  readonly reporter: Reporter;
}

/** One of the commands of `infra secrets`. */
export interface SecretsVerb {
  readonly name: string;
  /** Its arguments, as commander writes them. */
  readonly args: string;
  readonly summary: string;
  readonly description: string;
  addFlags?(command: Command): Command;
  action(args: readonly string[], call: SecretsCall): Promise<number>;
}

/** What opens values, as the options say. */
export function keysOf({ flags, surroundings }: SecretsCall): SecretKeys {
  return secretKeys(secretOptions(flags, surroundings), surroundings.folder);
}

/** The files that are named, or all of the inventory. */
export function filesOf(files: readonly string[], { flags, surroundings }: SecretsCall): readonly SecretFile[] {
  return chooseSecretFiles({ files, inventory: flags.inventory, folder: surroundings.folder });
}

/** Folders that may be in memory. */
export function memoryOf({ env }: Surroundings): readonly string[] {
  return memoryFolders(env["XDG_RUNTIME_DIR"]);
}
