import type { Command } from "commander";
import { Failure, Failures } from "../model/failure.ts";
import { harmlessLine } from "../report/harmless.ts";
import { renderTable } from "../report/render-table.ts";
import { type Catalog, loadCatalog } from "../run/catalog.ts";
import { describeSchema, type PropertyDoc } from "../run/describe-schema.ts";
import { hintOfWords } from "../model/did-you-mean.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { OK } from "./exit-status.ts";
import { addShowFlags, type ShowFlags, showing } from "./show.ts";

/** Something that `infra list` documents. */
interface Entry {
  readonly type: "playbook" | "role" | "kind";
  readonly name: string;
  readonly description: string;
  /** Its schema's properties, or what a playbook consists of. */
  properties(): readonly PropertyDoc[];
  readonly more: string;
}

/** Defines `infra list`. */
export function define(command: Command, run: RunAction): void {
  command
    .argument("[name]", "a playbook, role or kind: show its whole documentation")
    .description("Show the repository's playbooks, the roles with their variables, and the kinds of resources with their properties.");
  addShowFlags(command)
    .addHelpText("after", manual)
    .action(async (name: string | undefined) => {
      await run((surroundings) => {
        const flags = command.opts<ShowFlags>();
        return showing(flags, surroundings, async () => {
          const catalog = await loadCatalog(surroundings.folder);
          const entries = entriesOf(catalog);
          const chosen = name === undefined ? entries : requireEntries(name, entries);
          if (flags.json) surroundings.stdout.write(chosen.map(renderJson).join(""));
          else surroundings.stdout.write(name === undefined ? renderOverview(entries) : chosen.map(renderEntry).join("\n"));
          if (catalog.failures.length > 0) throw new Failures(catalog.failures);
          return OK;
        });
      });
    });
}

function entriesOf({ playbooks, roles, kinds }: Catalog): readonly Entry[] {
  return [
    ...playbooks.map(({ playbook: { name, description = "", hosts }, roles: used, path }): Entry => {
      return { type: "playbook", name, description, properties: () => [], more: `${path}: on ${hosts}: ${used.join(", ")}\n` };
    }),
    ...roles.map(({ role: { name, description, vars }, path }): Entry => {
      return { type: "role", name, description, properties: () => describeSchema(vars), more: `${path}\n` };
    }),
    ...kinds.map(({ kind: name, description, props }): Entry => {
      return { type: "kind", name, description, properties: () => describeSchema(props), more: "" };
    }),
  ];
}

function requireEntries(name: string, entries: readonly Entry[]): readonly Entry[] {
  const found = entries.filter((entry) => entry.name === name);
  if (found.length > 0) return found;
  throw new Failure("USAGE", name, `Cannot show "${name}": there is no playbook, role or kind of that name`, {
    hint: hintOfWords(name, [...new Set(entries.map((entry) => entry.name))]),
  });
}

function renderOverview(entries: readonly Entry[]): string {
  const sections = (["playbook", "role", "kind"] as const).map((type) => {
    const rows = entries
      .filter((entry) => entry.type === type)
      .map(({ name, description }) => [`  ${harmlessLine(name)}`, harmlessLine(description)]);
    return renderTable([{ heading: `${type}s` }, { heading: "" }], rows);
  });
  return sections.join("\n");
}

function renderEntry({ type, name, description, properties, more }: Entry): string {
  const rows = properties().map((doc) => [`  ${doc.name}`, doc.type, need(doc), harmlessLine(doc.description)]);
  const table =
    rows.length === 0 ? "" : renderTable([{ heading: "property" }, { heading: "type" }, { heading: "default" }, { heading: "" }], rows);
  return `${type} ${harmlessLine(name)}: ${harmlessLine(description)}\n${harmlessLine(more.trimEnd())}${more === "" ? "" : "\n"}${table}`;
}

function renderJson({ type, name, description, properties }: Entry): string {
  return `${JSON.stringify({ type, name, description, properties: properties() })}\n`;
}

function need({ required, default: preset }: PropertyDoc): string {
  if (required) return "required";
  return preset === undefined ? "-" : JSON.stringify(preset);
}

const manual = renderManual({
  statuses: [
    [0, "everything could be loaded"],
    [1, "a playbook or role cannot be loaded; the others are shown"],
    [64, "there is nothing of that name"],
  ],
  examples: [
    ["infra list", "names and what they are for"],
    ["infra list service", "a kind with all its properties"],
    ["infra list users", "a role with its variables"],
  ],
});
