import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { converge } from "../../src/engine/converge.ts";
import type { ConvergeOptions } from "../../src/engine/options.ts";
import { loadInventory } from "../../src/inventory/load-inventory.ts";
import type { Event, HostSummary } from "../../src/model/event.ts";
import type { Failure } from "../../src/model/failure.ts";
import type { Host } from "../../src/model/host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { sandboxDown } from "../../src/sandbox/sandbox-down.ts";
import { sandboxUp } from "../../src/sandbox/sandbox-up.ts";
import { openTransport } from "../../src/transport/open-transport.ts";
import { optionsFor } from "./converge-on.ts";
import { repository } from "./repository.ts";
import { declared } from "./text-kind.ts";

/** Three real Debian hosts that the fleet tests of one run share. */
export interface Fleet {
  readonly prefix: string;
  readonly inventoryFile: string;
  /** Throws where there is none of the name: `eu`, `us` (Debian 13), `in` (Debian 12). */
  host(name: string): Host;
  /** Runs a shell line on a host, or in `lab`, beside our own way (`docker exec`) and returns what it prints; throws when it fails. */
  sh(name: string, line: string): string;
}

/** What one run came to. */
export interface Ran {
  readonly summary: HostSummary;
  readonly failures: readonly Failure[];
  readonly events: readonly Event[];
}

const fleets = new Map<string, Promise<Fleet>>();

/**
 * A fleet of this process, brought up at first use; `fleetDown` takes it down. Its names carry the process's id: runs do not meet. Tests that
 * leave their mark on whole hosts (a playbook such as `all`) ask for one of their own by a purpose. `lab` is beside it where its first user asks.
 */
export async function fleetUp(purpose = "test", { lab = false } = {}): Promise<Fleet> {
  const fleet = fleets.get(purpose) ?? bringUp(`geosteer-${purpose}-${process.pid}`, lab);
  fleets.set(purpose, fleet);
  return await fleet;
}

/** Takes one fleet down, where no later test needs it: its containers would go on to take time of the machine. */
export async function fleetEnd(purpose: string): Promise<void> {
  const fleet = await fleets.get(purpose);
  fleets.delete(purpose);
  if (fleet !== undefined) await removeFleet(fleet);
}

async function removeFleet({ prefix }: Fleet): Promise<void> {
  await sandboxDown({ ...filesOf(prefix), prefix });
  rmSync(filesOf(prefix).stateFolder, { recursive: true, force: true });
}

/** Takes the fleets of this process down; called by the root hook of the fleet tests. */
export async function fleetDown(): Promise<void> {
  for (const fleet of fleets.values()) await removeFleet(await fleet);
  fleets.clear();
}

/** Brings resources to one host over SSH, through the whole engine. */
export async function applyTo(host: Host, resources: readonly Resource[], changes: Partial<ConvergeOptions> = {}): Promise<Ran> {
  const options = { ...optionsFor([]), transport: openTransport, ...changes };
  const summaries = await converge([{ host, declared: declared(...resources) }], options);
  const summary = summaries[host.name];
  if (summary === undefined) throw new Error(`${host.name} came to nothing`);
  return {
    summary,
    failures: options.events.flatMap((event) => (event.type === "failure" ? [event.failure] : [])),
    events: options.events,
  };
}

/** Plans resources on one host and returns the titles of what would change. */
export async function planOn(host: Host, resources: readonly Resource[]): Promise<readonly string[]> {
  const { events, failures } = await applyTo(host, resources, { mode: "plan" });
  if (failures[0] !== undefined) throw failures[0];
  return events.flatMap((event) => (event.type === "planned" ? event.changes.map(({ title }) => title) : []));
}

function filesOf(prefix: string): { readonly stateFolder: string; readonly inventoryFile: string } {
  const stateFolder = join(repository, ".infra", "sandbox", prefix);
  return { stateFolder, inventoryFile: join(stateFolder, "inventory.yml") };
}

async function bringUp(prefix: string, lab: boolean): Promise<Fleet> {
  const files = filesOf(prefix);
  mkdirSync(files.stateFolder, { recursive: true });
  await sandboxUp({ ...files, prefix, lab, notice: () => undefined });
  const inventory = await loadInventory({ sources: [files.inventoryFile], extraVars: [], roleNames: [], folder: repository });
  return {
    prefix,
    inventoryFile: files.inventoryFile,
    host: (name) => {
      const host = inventory.host(name);
      if (host === undefined) throw new Error(`there is no host ${name}`);
      return host;
    },
    sh: (name, line) =>
      execFileSync("docker", ["exec", `${prefix}-${name}`, "sh", "-c", line], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        maxBuffer: 1 << 28,
      }),
  };
}
