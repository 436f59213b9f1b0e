import type { Command } from "commander";
import type { ExplainedVar } from "../inventory/explain-vars.ts";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import type { Address, Host } from "../model/host.ts";
import { Secret } from "../model/secret.ts";
import { harmlessLine } from "../report/harmless.ts";
import { renderTable } from "../report/render-table.ts";
import { loadFleet, reportWarnings, selectHosts } from "../run/load-fleet.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { OK } from "./exit-status.ts";
import { addFleetFlags, collect, type FleetFlags, fleetOptions } from "./fleet-flags.ts";
import { printHosts } from "./list-hosts.ts";
import { addShowFlags, type ShowFlags, showing } from "./show.ts";

/** Characters of a value that are shown without `-v`. */
const MAX_VALUE = 100;

/** Options of `infra inventory`, as commander hands them over. */
interface InventoryFlags extends FleetFlags, ShowFlags {
  readonly host?: readonly string[];
  readonly explain?: readonly string[];
}

/** Defines `infra inventory`. */
export function define(command: Command, run: RunAction): void {
  command
    .description(
      "Show the fleet as it was read: hosts with their addresses and groups, and with --host a host's variables, expressions filled in, " +
        "each with the file, line and column that it comes from; with --explain (or -v) the places of what it overrode, too. Connects to nobody.",
    )
    .option("--host <pattern>", "show the variables of these hosts; may be given several times", collect)
    .option("--explain <pattern>", "the same, and what each variable overrode; may be given several times", collect);
  addShowFlags(addFleetFlags(command))
    .addHelpText("after", manual)
    .action(async () => {
      await run((surroundings) => {
        const flags = command.opts<InventoryFlags>();
        return showing(flags, surroundings, async ({ report }) => {
          const options = await fleetOptions(flags, surroundings);
          const inventory = await loadFleet(options);
          reportWarnings(inventory, { report });
          const chosen = [...(flags.host ?? []), ...(flags.explain ?? [])];
          const hosts = await selectHosts(inventory, chosen.length > 0 ? chosen.join(",") : "all", options);
          if (flags.listHosts) printHosts(hosts, flags, surroundings);
          else if (flags.json) surroundings.stdout.write(hosts.map((host) => renderJson(host, inventory)).join(""));
          else if (chosen.length > 0) surroundings.stdout.write(hosts.map((host) => renderHost(host, inventory, flags)).join("\n"));
          else surroundings.stdout.write(renderFleet(hosts, inventory));
          return OK;
        });
      });
    });
}

function renderFleet(hosts: readonly Host[], inventory: LoadedInventory): string {
  const table = renderTable(
    [{ heading: "host" }, { heading: "address" }, { heading: "groups" }],
    hosts.map((host) => [host.name, renderAddress(host, inventory), host.groups.join(", ")].map(harmlessLine)),
  );
  const groups = [...new Set(hosts.flatMap((host) => host.groups))];
  const members = groups.map((group) => [group, hosts.filter((host) => host.groups.includes(group)).map(({ name }) => name)] as const);
  return `${table}\n${renderTable(
    [{ heading: "group" }, { heading: "hosts" }],
    members.map(([group, names]) => [group, names.join(", ")].map(harmlessLine)),
  )}`;
}

function renderHost(host: Host, inventory: LoadedInventory, { verbose, explain }: InventoryFlags): string {
  const lines = inventory.explain(host).map((variable) => {
    const value = renderValue(variable);
    const shown = verbose === 0 && value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value;
    const overrode = verbose > 0 || explain ? variable.overrode.toReversed() : [];
    const head = `  ${harmlessLine(variable.name)} = ${harmlessLine(shown)}  (${harmlessLine(variable.where)})\n`;
    return head + overrode.map((place) => `    overrode ${harmlessLine(place)}\n`).join("");
  });
  return `${harmlessLine(host.name)}: ${harmlessLine(renderAddress(host, inventory))}; groups: ${harmlessLine(host.groups.join(", "))}\n${lines.join("")}`;
}

function renderAddress(host: Host, inventory: LoadedInventory): string {
  const address = shownAddress(host, inventory);
  if (address.connection !== "ssh") return `${address.connection} ${address.host}`;
  const user = address.user === undefined ? "" : `${address.user}@`;
  return `${user}${address.host}${address.port === undefined ? "" : ` port ${address.port}`}${address.become ? " sudo" : ""}`;
}

function renderValue(variable: ExplainedVar): string {
  if (isSecret(variable)) return "(not shown)";
  if ("failure" in variable.value) return `cannot be read: ${variable.value.failure.message}`;
  const { value } = variable.value;
  return value instanceof Secret ? value.toString() : JSON.stringify(value);
}

function renderJson(host: Host, inventory: LoadedInventory): string {
  const vars = inventory.explain(host).map((variable) => {
    const { name, value, where, overrode } = variable;
    const shown = isSecret(variable) ? { secret: true } : "failure" in value ? { failure: value.failure.message } : { value: value.value };
    return [name, { ...shown, where, overrode }] as const;
  });
  const { become, ...address } = shownAddress(host, inventory);
  const root = become && { method: become.method, user: become.user };
  return `${JSON.stringify({ type: "host", host: host.name, groups: host.groups, address: { ...address, become: root }, vars: Object.fromEntries(vars) })}\n`;
}

/** An address whose parts may be secrets, which bear their names here. */
function shownAddress({ address }: Host, inventory: LoadedInventory): Address {
  const names = new Map(inventory.secrets().map((secret) => [secret.reveal(), secret.toString()]));
  const shown = (text: string): string => names.get(text) ?? text;
  const { host, user, privateKeyFile } = address;
  return { ...address, host: shown(host), user: user && shown(user), privateKeyFile: privateKeyFile && shown(privateKeyFile) };
}

/** Ansible's variables for passwords; other secrets are tagged values, which say so themselves. */
function isSecret({ name }: ExplainedVar): boolean {
  return /^ansible_.*pass/.test(name);
}

const manual = renderManual({
  statuses: [
    [0, "the inventory was read"],
    [1, "the inventory holds a mistake"],
    [64, "wrong arguments: an option, a pattern"],
  ],
  examples: [
    ["infra inventory", "hosts and groups"],
    ["infra inventory --host us", "variables of one host and where they come from"],
    ["infra inventory --explain us", "the same, and what each overrode, the strongest first"],
    ["infra inventory --limit 'frontends:!in' --list-hosts", "what a pattern selects"],
    ["infra inventory --json | jq -r 'select(.type==\"host\").address.host'", "for a script"],
  ],
});
