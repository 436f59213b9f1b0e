import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import type { HostSummary } from "../../src/model/event.ts";
import { type Ended, infra, summaryOf } from "./controller.ts";
import { type Fleet, fleetUp } from "./fleet.ts";
import { askServer, type Question } from "./lab-client.ts";

/** The name servers of the sandbox: eu is the primary. */
export const nameServers = ["eu", "us", "in"] as const;

/** A fleet with `lab`, to which the playbook dns is applied with variables of a test on top. */
export interface DnsFleet extends Fleet {
  /** Runs `infra` with the fleet's inventory and these variables of all hosts. */
  infra(words: readonly string[], vars?: unknown): Promise<Ended>;
  /** Applies dns and holds that nothing failed. */
  apply(vars?: unknown, words?: readonly string[]): Promise<Readonly<Record<string, HostSummary>>>;
  /** Resolves when no name server takes a host for dead: one that was set up before the others has met them without Knot. Throws after a minute. */
  well(): Promise<void>;
  /** Asks a name server in the name of clients, see `askServer`. */
  ask(server: string, questions: readonly Question[]): readonly string[];
}

/** Brings up the fleet of the tests of GeoDNS. */
export async function dnsFleet(purpose: string): Promise<DnsFleet> {
  const fleet = await fleetUp(purpose, { lab: true });
  const run = async (words: readonly string[], vars?: unknown): Promise<Ended> => {
    const more = vars === undefined ? [] : ["-i", writeVars(fleet, vars)];
    const [command = "", ...rest] = words;
    const verb = ["geo", "dns"].includes(command) ? [command, rest.shift() ?? ""] : [command];
    return await infra([...verb, "-i", "inventory", "-i", fleet.inventoryFile, ...more, ...rest]);
  };
  return {
    ...fleet,
    infra: run,
    async apply(vars, words = []) {
      const ended = await run(["apply", "dns", "--yes", "--json", ...words], vars);
      expect(ended.status, `${ended.stdout.slice(-3000)}${ended.stderr}`).to.equal(0);
      return summaryOf(ended);
    },
    well: () => awaitWell(fleet),
    ask: (server, questions) => askServer(fleet, server, questions),
  };
}

function writeVars({ inventoryFile }: Fleet, vars: unknown): string {
  const path = join(dirname(inventoryFile), "more.yml");
  writeFileSync(path, stringify({ all: { hosts: Object.fromEntries(nameServers.map((name) => [name, vars])) } }));
  return path;
}

async function awaitWell(fleet: Fleet): Promise<void> {
  const dead = (): string => nameServers.map((host) => fleet.sh(host, "cat /var/lib/geosteer/geo/health")).join("");
  const deadline = performance.now() + 60_000;
  for (let seen = dead(); seen !== ""; seen = dead()) {
    if (performance.now() > deadline) throw new Error(`hosts are still dead: ${seen}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
