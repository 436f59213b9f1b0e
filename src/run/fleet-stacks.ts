import { askEach } from "../engine/ask-each.ts";
import { type StackContainer, stackContainers } from "../facts/stack-containers.ts";
import type { Report } from "../model/event.ts";
import { missing } from "../model/fact.ts";
import { scrubbed } from "../model/scrubbed.ts";
import { hidingSecrets, scrubOf } from "./hide-secrets.ts";
import { loadFleet, selectHosts } from "./load-fleet.ts";
import type { FleetOptions, ReachSettings } from "./options.ts";
import { reachOptions } from "./reach-options.ts";
import { hintingAtSandbox } from "./sandbox-hint.ts";

/** The stacks of one host. */
export interface HostStacks {
  readonly host: string;
  /** Sorted by stack, service and name; `undefined` where there is no Docker, or its engine is down. */
  readonly containers: readonly StackContainer[] | undefined;
}

/** What was found, and how many hosts could not be asked, which is reported. */
export interface FleetStacks {
  readonly hosts: readonly HostStacks[];
  readonly failed: number;
}

/** Asks the hosts that a pattern selects for the containers of their stacks, in one exchange each. */
export async function fleetStacks(
  pattern: string,
  options: FleetOptions & ReachSettings & { readonly report: Report },
): Promise<FleetStacks> {
  return await hidingSecrets(async (known) => {
    const inventory = await loadFleet(options);
    known({ inventory });
    const hosts = await selectHosts(inventory, pattern, options);
    known({ hosts });
    const scrub = scrubOf({ inventory, hosts });
    const report = hintingAtSandbox(hosts, options, options.report);
    const reaching = reachOptions(options, (event) => {
      report(scrubbed(event, scrub));
    });
    const answers = await askEach(hosts, { fact: stackContainers, arg: {} }, reaching);
    const found = [...answers].map(([host, answer]) => ({
      host,
      containers: answer === missing ? undefined : answer.containers.toSorted((a, b) => compare(orderOf(a), orderOf(b))),
    }));
    return { hosts: found, failed: hosts.length - answers.size };
  });
}

function orderOf({ project, service, name }: StackContainer): string {
  return [project, service, name].join("\0");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
