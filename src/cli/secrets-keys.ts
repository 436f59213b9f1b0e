import { userInfo } from "node:os";
import { addRecipient, generateIdentity, ownRecipientsFile } from "../run/secrets-keygen.ts";
import { importVaults, rekeySecrets, type Rekeyed, type RekeyOptions } from "../run/secrets-rekey.ts";
import { askConsent, canAsk } from "./ask.ts";
import { OK } from "./exit-status.ts";
import { filesOf, keysOf, type SecretsCall, type SecretsVerb } from "./secrets-verb.ts";

/** `infra secrets keygen` */
export const keygen: SecretsVerb = {
  name: "keygen",
  args: "",
  summary: "make an identity of your own, and print its recipient",
  description:
    "Make an identity (age's X25519), write it for you alone (0600; a file that is there is never written over), and print its recipient. On a terminal it " +
    "offers to add the recipient to inventory/recipients.",
  addFlags: (command) =>
    command
      .option("--out <file>", "where the identity goes (default: ~/.config/infra/identity)")
      .option("--add", "add the recipient to inventory/recipients without asking")
      .option("--owner <name>", "whose it is, for the comment there (default: your login name)"),
  async action(_args, { flags, surroundings }) {
    const { stdout, stderr, folder } = surroundings;
    const { path, recipient } = await generateIdentity(flags.out, folder);
    stderr.write(`The identity is in ${path}. Keep a copy where you keep passwords: without it nothing is read.\n`);
    stdout.write(flags.json ? `${JSON.stringify({ type: "identity", path, recipient })}\n` : `${recipient}\n`);
    const file = ownRecipientsFile(folder);
    if (!file) return OK;
    if (flags.add || (canAsk(surroundings) && (await askConsent(`Add the recipient to ${file.shown}? [y/N] `, surroundings)))) {
      addRecipient(file.path, recipient, flags.owner ?? userInfo().username);
      stderr.write(`It is in ${file.shown} now: whoever can read the values encrypts them for you by \`infra secrets rekey\`.\n`);
    } else stderr.write(`To read values with it, add the recipient to ${file.shown}, and have them encrypted anew: infra secrets rekey\n`);
    return OK;
  },
};

/** `infra secrets rekey` */
export const rekey: SecretsVerb = {
  name: "rekey",
  args: "[file...]",
  summary: "encrypt all values anew, for the recipients that are listed now",
  description:
    "Encrypt the !age values of files, or of the whole inventory, anew for the recipients that are listed now. Whoever was taken off the list still has " +
    "what they could read before, in the repository's history: change the values too.",
  action: (files, call) => encryptAnew(rekeySecrets, files, call),
};

/** `infra secrets import-vault` */
export const importVault: SecretsVerb = {
  name: "import-vault",
  args: "[file...]",
  summary: "make !age values of Ansible's vaults",
  description:
    "Make !age values of the !vault values of files, or of the whole inventory, and of all texts and numbers of files that ansible-vault has encrypted as a " +
    "whole: these become readable YAML with encrypted values, without their comments.",
  action: (files, call) => encryptAnew(importVaults, files, call),
};

type Work = (files: ReturnType<typeof filesOf>, options: RekeyOptions) => Promise<void>;

async function encryptAnew(work: Work, files: readonly string[], call: SecretsCall): Promise<number> {
  const { flags, surroundings } = call;
  let count = 0;
  const done = (rekeyed: Rekeyed): void => {
    count += rekeyed.values;
    const { file, values, recipients } = rekeyed;
    const line = flags.json
      ? JSON.stringify({ type: "rekeyed", ...rekeyed })
      : `${file}: ${plural(values, "value")} encrypted for ${plural(recipients, "recipient")}`;
    surroundings.stdout.write(`${line}\n`);
  };
  await work(filesOf(files, call), { keys: keysOf(call), folder: surroundings.folder, done });
  if (count === 0 && !flags.json) surroundings.stdout.write("There is nothing to encrypt.\n");
  return OK;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
