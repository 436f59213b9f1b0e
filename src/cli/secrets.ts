import type { Command } from "commander";
import { sweepMemory } from "../run/memory-folder.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { addInventoryFlag, addSecretFlags } from "./fleet-flags.ts";
import type { SecretsFlags, SecretsVerb } from "./secrets-verb.ts";
import { memoryOf } from "./secrets-verb.ts";
import { addShowFlags, showing } from "./show.ts";
import { check, list } from "./secrets-overview.ts";
import { importVault, keygen, rekey } from "./secrets-keys.ts";
import { edit, set, show } from "./secrets-values.ts";

/** Defines `infra secrets` with its verbs. */
export function define(command: Command, run: RunAction): void {
  command
    .description(
      "Encrypted values of the inventory. `!age` values are encrypted for the recipients that the file `recipients` beside the inventory lists; each of " +
        "them reads all with their own identity. `!vault` values and files of ansible-vault are read too. Connects to nobody.",
    )
    .usage("<command> [options]")
    .helpCommand(false)
    .addHelpText("after", manual);
  for (const verb of [keygen, set, show, edit, list, check, rekey, importVault]) addVerb(command, verb, run);
}

function addVerb(command: Command, { name, args, summary, description, addFlags, action }: SecretsVerb, run: RunAction): void {
  const verb = command
    .command(args === "" ? name : `${name} ${args}`)
    .summary(summary)
    .description(description);
  addShowFlags(addSecretFlags(addInventoryFlag(addFlags?.(verb) ?? verb)));
  verb.action(async () => {
    const flags = verb.opts<SecretsFlags>();
    await run((surroundings) =>
      showing(flags, surroundings, (reporter) => {
        sweepMemory(memoryOf(surroundings));
        return action(verb.args, { flags, surroundings, reporter });
      }),
    );
  });
}

const manual = renderManual({
  statuses: [
    [0, "done; for `check`: nothing that has to be mended"],
    [1, "something cannot be read, or does not fit the recipients"],
    [64, "wrong arguments, or nobody to encrypt for"],
  ],
  examples: [
    ["infra secrets keygen", "an identity of your own; its recipient goes into inventory/recipients"],
    ["infra secrets set inventory/group_vars/all.yml backups.passphrase", "asks for the value without showing it"],
    ["wg genkey | infra secrets set inventory/host_vars/us.yml wireguard.private_key", "a value that nobody sees"],
    ["infra secrets edit inventory/host_vars/us.yml", "the file with its values open, in memory only"],
    ["infra secrets import-vault --vault-password-file ~/.vault", "from Ansible's vaults to age"],
    ["infra secrets rekey", "after a change of inventory/recipients"],
  ],
});
