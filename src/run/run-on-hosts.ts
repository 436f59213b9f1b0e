import { runCommand } from "../engine/run-command.ts";
import type { Report } from "../model/event.ts";
import type { Command } from "../shell/sh.ts";
import { loadFleet, selectHosts } from "./load-fleet.ts";
import type { FleetOptions, ReachSettings } from "./options.ts";
import { reachOptions } from "./reach-options.ts";
import { hintingAtSandbox } from "./sandbox-hint.ts";

/** Options of `runOnHosts`. */
export interface RunOnHostsOptions extends FleetOptions, ReachSettings {
  readonly command: Command;
  readonly report: Report;
  /** What the command printed on a host, when it has ended there. */
  onOutput(host: string, text: string): void;
}

/** Runs one command, as root, on the hosts that a pattern selects; returns each host's exit status, 255 where it could not be reached. */
export async function runOnHosts(pattern: string, options: RunOnHostsOptions): Promise<ReadonlyMap<string, number>> {
  const hosts = await selectHosts(await loadFleet(options), pattern, options);
  const report = hintingAtSandbox(hosts, options, options.report);
  const { command } = options;
  return await runCommand(hosts, {
    ...reachOptions(options, report),
    command,
    onOutput: (host, text) => {
      options.onOutput(host, text);
    },
  });
}
