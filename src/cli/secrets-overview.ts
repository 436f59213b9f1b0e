import { harmlessLine } from "../report/harmless.ts";
import { renderTable } from "../report/render-table.ts";
import { Failure, Failures } from "../model/failure.ts";
import { findMisfits, findPlainSecrets } from "../run/secrets-check.ts";
import { type ListedSecret, listSecrets } from "../run/secrets-list.ts";
import { OK } from "./exit-status.ts";
import { secretOptions } from "./fleet-flags.ts";
import { filesOf, keysOf, type SecretsCall, type SecretsVerb } from "./secrets-verb.ts";

/** `infra secrets list` */
export const list: SecretsVerb = {
  name: "list",
  args: "[file...]",
  summary: "show which values are encrypted, how, and which can be read",
  description:
    "List the encrypted values of files, or of the whole inventory: place, variable, kind, for how many recipients, readable or why not.",
  async action(files, call) {
    const rows = await listSecrets(filesOf(files, call), keysOf(call));
    const { flags, surroundings } = call;
    surroundings.stdout.write(flags.json ? rows.map(renderJson).join("") : renderRows(rows));
    return OK;
  },
};

/** `infra secrets check` */
export const check: SecretsVerb = {
  name: "check",
  args: "[file...]",
  summary: "find values that cannot be read, do not fit the recipients, or stand in plain",
  description:
    "Find encrypted values that cannot be read, or that are encrypted for another number of recipients than is listed now; and, as warnings, values in " +
    "plain of variables that a role takes for secrets.",
  async action(names, call) {
    const files = filesOf(names, call);
    const listed = await listSecrets(files, keysOf(call));
    const unreadable = listed.flatMap(({ failure }) => failure ?? []);
    const failures = [...unreadable, ...(await findMisfits(files, listed, call.surroundings.folder))];
    if (names.length === 0) await warnOfPlain(call);
    if (failures.length > 0) throw new Failures(failures);
    if (!call.flags.json) call.surroundings.stdout.write(`${listed.length} encrypted values, all readable\n`);
    return OK;
  },
};

async function warnOfPlain({ flags, surroundings, reporter }: SecretsCall): Promise<void> {
  const { folder } = surroundings;
  try {
    const secrets = secretOptions(flags, surroundings);
    for (const { where, message } of await findPlainSecrets({ folder, inventory: flags.inventory, secrets }))
      reporter.report({ type: "notice", level: "warning", message: `${where}: ${message}` });
  } catch (error) {
    // What keeps the inventory from being read is told by the commands that need it.
    if (!(error instanceof Failure) && !(error instanceof Failures)) throw error;
  }
}

function renderRows(rows: readonly ListedSecret[]): string {
  if (rows.length === 0) return "No value is encrypted.\n";
  return renderTable(
    ["place", "variable", "kind", "recipients", "readable"].map((heading) => ({ heading })),
    rows.map(({ where, variable = "(all of the file)", kind, recipients, vaultId, failure }) =>
      [
        where,
        variable,
        kind,
        recipients === undefined ? (vaultId ?? "-") : String(recipients),
        failure ? `no: ${reasonOf(failure)}` : "yes",
      ].map(harmlessLine),
    ),
  );
}

/** Why not, without the name that stands in the row already. */
function reasonOf({ message }: Failure): string {
  return message.slice(message.indexOf(": ") + 2);
}

function renderJson({ where, variable, kind, recipients, vaultId, failure }: ListedSecret): string {
  const why = failure && { failure: failure.message };
  return `${JSON.stringify({ type: "secret", where, variable, kind, recipients, vaultId, readable: failure === undefined, ...why })}\n`;
}
