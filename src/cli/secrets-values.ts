import { buffer } from "node:stream/consumers";
import { textOf } from "../model/content.ts";
import { Failure } from "../model/failure.ts";
import { paint } from "../report/paint.ts";
import { renderFailure } from "../report/render-failure.ts";
import { editSecrets } from "../run/secrets-edit.ts";
import { setSecret, showSecret } from "../run/secrets-set.ts";
import { askConsent, askPassword, canAsk } from "./ask.ts";
import { OK } from "./exit-status.ts";
import { openEditor } from "./open-editor.ts";
import { keysOf, memoryOf, type SecretsVerb } from "./secrets-verb.ts";
import type { Surroundings } from "./surroundings.ts";

/** `infra secrets set` */
export const set: SecretsVerb = {
  name: "set",
  args: "<file> <variable>",
  summary: "encrypt a value and put it into a file",
  description:
    "Encrypt a value, asked for without showing it or read from standard input (less one newline at its end), and put it into a YAML file: in the place of " +
    "what the variable holds, or with the keys that are missing. All else in the file stays byte by byte. The variable is a path from the file's root, with dots.",
  async action([file = "", variable = ""], { flags, surroundings }) {
    const value = await readValue(variable, surroundings);
    const { recipients } = await setSecret({ file, variable, folder: surroundings.folder }, value);
    if (flags.json) surroundings.stdout.write(`${JSON.stringify({ type: "set", file, variable, recipients })}\n`);
    else
      surroundings.stdout.write(`${file}: ${variable} is encrypted for ${recipients} ${recipients === 1 ? "recipient" : "recipients"}\n`);
    return OK;
  },
};

/** `infra secrets show` */
export const show: SecretsVerb = {
  name: "show",
  args: "<file> <variable>",
  summary: "print a value, decrypted",
  description: "Decrypt the value of one variable of a file and print it, with a newline at its end where it has none.",
  async action([file = "", variable = ""], call) {
    const { stdout, folder } = call.surroundings;
    const value = await showSecret({ file, variable, folder }, keysOf(call));
    stdout.write(value.endsWith("\n") ? value : `${value}\n`);
    return OK;
  },
};

/** `infra secrets edit` */
export const edit: SecretsVerb = {
  name: "edit",
  args: "<file>",
  summary: "edit a file with its values open, in memory only",
  description:
    "Open a file in $VISUAL, $EDITOR or vi with its !age values decrypted, and encrypt what was changed or added with the tag !age; a value that stays as it is " +
    "keeps its ciphertext. The open text is in memory only ($XDG_RUNTIME_DIR or /dev/shm, checked to be a tmpfs), the editor's temporary files with it.",
  async action([file = ""], call) {
    const { surroundings, flags } = call;
    // The editor decides what Ctrl-C means.
    const ignored = surroundings.onInterrupt(() => undefined);
    try {
      const { changed, isWritten } = await editSecrets(file, {
        folder: surroundings.folder,
        keys: keysOf(call),
        memory: memoryOf(surroundings),
        edit: (path) => openEditor(path, surroundings),
        retry: async ({ failures }) => {
          if (!canAsk(surroundings)) return false;
          const view = { paint: paint(false), verbosity: flags.verbose };
          for (const failure of failures) surroundings.stderr.write(renderFailure(failure, view));
          return await askConsent("Edit it once more? Else all changes are lost. [y/N] ", surroundings);
        },
      });
      surroundings.stdout.write(renderOutcome(file, { changed, isWritten }));
      return OK;
    } finally {
      ignored();
    }
  },
};

function renderOutcome(file: string, { changed, isWritten }: { readonly changed: number; readonly isWritten: boolean }): string {
  return isWritten ? `${file}: ${changed} ${changed === 1 ? "value" : "values"} encrypted\n` : `${file}: unchanged\n`;
}

async function readValue(variable: string, surroundings: Surroundings): Promise<string> {
  const { stdin } = surroundings;
  if (stdin.isTTY) return requireValue(variable, await askPassword(`Value of ${variable}: `, surroundings));
  const text = textOf(await buffer(stdin));
  if (text !== undefined) return requireValue(variable, text.replace(/\r?\n$/, ""));
  throw new Failure("USAGE", variable, `Cannot set ${variable}: its value is no text (UTF-8)`, {
    hint: "Give bytes in a form that is one: base64 FILE | infra secrets set …",
  });
}

function requireValue(variable: string, value: string | undefined): string {
  if (value !== undefined && value !== "") return value;
  throw new Failure("USAGE", variable, `Cannot set ${variable}: its value is empty`, {
    hint: "Give it on standard input, or type it where it is asked for",
  });
}
