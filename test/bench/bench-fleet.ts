import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "../../src/model/host.ts";
import { loadFleet } from "../../src/run/load-fleet.ts";
import { runOnHosts } from "../../src/run/run-on-hosts.ts";
import { sandboxFiles } from "../../src/sandbox/fleet.ts";
import { sandboxDown } from "../../src/sandbox/sandbox-down.ts";
import { sandboxUp } from "../../src/sandbox/sandbox-up.ts";
import { type Command, sh } from "../../src/shell/sh.ts";
import { repository } from "../support/repository.ts";

/** The hosts that are measured: a sandbox of its own. */
export interface BenchFleet {
  readonly hosts: readonly Host[];
  readonly inventoryFile: string;
  /** Sources of an inventory in which these hosts are the ones of the repository's. */
  readonly inventory: readonly string[];
  readonly knownHostsFile: string;
  /** For files that contenders need; it goes with the fleet. */
  readonly folder: string;
}

const prefix = "geosteer-bench";
const sandbox = { prefix, ...sandboxFiles(repository, prefix) };

/** Brings the hosts up. What is up already, after `--keep`, stays as it is. */
export async function benchFleetUp(notice: (message: string) => void): Promise<BenchFleet> {
  await sandboxUp({ ...sandbox, lab: true, notice });
  const { inventoryFile } = sandbox;
  const { hosts } = await loadFleet({ folder: repository, inventory: [inventoryFile] });
  const folder = await mkdtemp(join(tmpdir(), "geosteer-bench-"));
  const knownHostsFile = join(folder, "known_hosts");
  await writeFile(knownHostsFile, hosts.flatMap(({ address }) => address.hostKeys.map((key) => `${address.host} ${key}\n`)).join(""));
  return { hosts, inventoryFile, inventory: [join(repository, "inventory"), inventoryFile], knownHostsFile, folder };
}

/** Takes the hosts away, unless they are kept for the next run, and the files. */
export async function benchFleetDown({ folder }: BenchFleet, { keep }: { readonly keep: boolean }): Promise<void> {
  await rm(folder, { recursive: true });
  if (!keep) await sandboxDown(sandbox);
}

/** Gives the hosts what Ansible needs there and we do not: Python, and its binding to apt. */
export async function installPython(fleet: BenchFleet): Promise<void> {
  await runEverywhere(
    fleet,
    sh`dpkg-query -W python3 python3-apt >/dev/null 2>&1 || {
  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends python3 python3-apt
}`,
  );
}

async function runEverywhere({ inventoryFile }: BenchFleet, command: Command): Promise<void> {
  const output: string[] = [];
  const statuses = await runOnHosts("all", {
    folder: repository,
    inventory: [inventoryFile],
    command,
    report: () => undefined,
    onOutput: (host, text) => output.push(`${host}: ${text.slice(-500)}`),
  });
  if ([...statuses.values()].some((status) => status !== 0)) throw new Error(`Cannot prepare the hosts:\n${output.join("\n")}`);
}
