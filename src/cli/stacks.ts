import type { Command } from "commander";
import type { StackContainer } from "../facts/stack-containers.ts";
import { harmlessLine } from "../report/harmless.ts";
import { renderTable } from "../report/render-table.ts";
import type { Reporter } from "../report/reporter.ts";
import { timeAgo } from "../report/time-ago.ts";
import { type FleetStacks, fleetStacks, type HostStacks } from "../run/fleet-stacks.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { addConnectingFlags, type ConnectingFlags, connectingOptions } from "./connecting-flags.ts";
import { FAILED, OK } from "./exit-status.ts";
import { listChosenHosts } from "./list-hosts.ts";
import { showing } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** Defines `infra stacks`. */
export function define(command: Command, run: RunAction): void {
  command
    .argument("[pattern]", "which hosts, an Ansible pattern: us, web*, 'all:!in'", "all")
    .description(
      "Show the containers of the stacks on each host, whoever made them: how each is, its image, and since when it is so. Asks each host " +
        "once and changes nothing. A service that is ill or stopped is shown, and is no failure of the command.",
    );
  addConnectingFlags(command)
    .addHelpText("after", manual)
    .action(async (pattern: string) => {
      await run((surroundings) => {
        const flags = command.opts<ConnectingFlags>();
        return showing(flags, surroundings, (reporter) => show(pattern, { flags, surroundings, reporter }));
      });
    });
}

async function show(
  pattern: string,
  { flags, surroundings, reporter }: { flags: ConnectingFlags; surroundings: Surroundings; reporter: Reporter },
): Promise<number> {
  const options = await connectingOptions(flags, surroundings);
  if (flags.listHosts) return await listChosenHosts(pattern, { options, flags, surroundings });
  const { hosts, failed } = await fleetStacks(pattern, { ...options, report: reporter.report });
  surroundings.stdout.write(flags.json ? hosts.map(renderJson).join("") : renderStacks(hosts, Date.now()));
  return failed === 0 ? OK : FAILED;
}

/** Renders the stacks of all hosts as one table, and a line for each host without any. */
export function renderStacks(hosts: FleetStacks["hosts"], nowMs: number): string {
  const rows = hosts.flatMap(({ host, containers = [] }) => containers.map((one) => rowOf(host, one, nowMs)));
  const columns = ["host", "stack", "service", "state", "image", "since"].map((heading) => ({ heading }));
  const empty = hosts.filter(({ containers }) => containers === undefined || containers.length === 0);
  const words = empty.map(({ host, containers }) => `${harmlessLine(host)}: ${containers === undefined ? "no Docker" : "no stacks"}\n`);
  return `${rows.length === 0 ? "" : renderTable(columns, rows)}${words.join("")}`;
}

function rowOf(host: string, one: StackContainer, nowMs: number): readonly string[] {
  return [host, one.project, one.service, stateOf(one), one.image, timeAgo(sinceOf(one), nowMs)].map(harmlessLine);
}

/** Its health where it runs and is checked, its exit status where it has ended. */
function stateOf({ status, health, exitCode }: StackContainer): string {
  if (status === "running") return health === "" ? "running" : health;
  return status === "exited" || status === "dead" ? `${status} (${exitCode})` : status;
}

function sinceOf({ status, startedAt, finishedAt }: StackContainer): string {
  return ["exited", "dead", "restarting"].includes(status) ? finishedAt : startedAt;
}

function renderJson({ host, containers }: HostStacks): string {
  const shown = containers?.map((one) => {
    const { project, service, name, image, status, health, exitCode, startedAt } = one;
    return {
      stack: project,
      service,
      container: name,
      state: stateOf(one),
      status,
      health,
      exitCode,
      image,
      startedAt,
      since: sinceOf(one),
    };
  });
  return `${JSON.stringify({ type: "stacks", host, docker: containers !== undefined, containers: shown ?? [] })}\n`;
}

const manual = renderManual({
  statuses: [
    [0, "every host was asked, however its services are"],
    [1, "a host could not be asked, or the inventory holds a mistake"],
    [64, "wrong arguments: an option, a pattern"],
  ],
  examples: [
    ["infra stacks", "on every host"],
    ["infra stacks 'web*:!us'", "on some"],
    ["infra stacks --json | jq -r 'select(.containers[]?.health == \"unhealthy\").host'", "hosts with an ill service"],
  ],
});
