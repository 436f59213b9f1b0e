import { runCommand } from "../engine/run-command.ts";
import type { Report } from "../model/event.ts";
import { scrubbed } from "../model/scrubbed.ts";
import type { Command } from "../shell/sh.ts";
import { hidingSecrets, scrubOf } from "./hide-secrets.ts";
import { loadFleet, selectHosts } from "./load-fleet.ts";
import type { FleetOptions, ReachSettings } from "./options.ts";
import { reachOptions } from "./reach-options.ts";
import { hintingAtSandbox } from "./sandbox-hint.ts";

/** Options of `runOnHosts`. */
export interface RunOnHostsOptions extends FleetOptions, ReachSettings {
  readonly command: Command;
  readonly report: Report;
  /** What the command printed on a host, when it has ended there; the inventory's secrets are taken out. */
  onOutput(host: string, text: string): void;
}

/** Runs one command, as root, on the hosts that a pattern selects; returns each host's exit status, 255 where it could not be reached. */
export async function runOnHosts(pattern: string, options: RunOnHostsOptions): Promise<ReadonlyMap<string, number>> {
  return await hidingSecrets(async (known) => {
    const inventory = await loadFleet(options);
    known({ inventory });
    const hosts = await selectHosts(inventory, pattern, options);
    known({ hosts });
    // Texts of a file that is encrypted as a whole are opened when they are read.
    for (const host of hosts) inventory.explain(host);
    const scrub = scrubOf({ inventory, hosts });
    const report = hintingAtSandbox(hosts, options, options.report);
    return await runCommand(hosts, {
      ...reachOptions(options, (event) => {
        report(scrubbed(event, scrub));
      }),
      command: options.command,
      onOutput: (host, text) => {
        options.onOutput(host, scrub(text));
      },
    });
  });
}
