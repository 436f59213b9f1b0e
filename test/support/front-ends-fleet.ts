import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { HostSummary } from "../../src/model/event.ts";
import { type Ended, infra, summaryOf } from "./controller.ts";
import { type Fleet, fleetUp } from "./fleet.ts";

/** The hosts that serve front ends. */
export const frontEndHosts = ["eu", "us", "in"] as const;

/** A fleet to which the repository's own playbook privfrontends is applied, with values of a test on top. */
export interface FrontEndsFleet extends Fleet {
  /** Runs a command about the playbook; `vars` are some of `front_ends`. */
  run(command: string, vars?: object, ...words: readonly string[]): Promise<Ended>;
  /** Applies it, where nothing may fail. */
  applied(vars?: object, ...words: readonly string[]): Promise<Readonly<Record<string, HostSummary>>>;
  /** What the containers of a host are and since when, by their names. */
  containers(host: string): Readonly<Record<string, string>>;
}

/** Brings up the fleet, with curl on each of its containers; `common` are variables of `front_ends` that all calls have. */
export async function frontEndsFleet(purpose: string, common: object = {}): Promise<FrontEndsFleet> {
  const fleet = await fleetUp(purpose, { lab: true });
  const file = join(dirname(fleet.inventoryFile), "given", "vars.json");
  mkdirSync(dirname(file), { recursive: true });
  for (const name of [...frontEndHosts, "lab"])
    fleet.sh(name, "command -v curl >/dev/null || { apt-get -qq update; apt-get -qqy install curl; } >/dev/null 2>&1");

  async function run(command: string, vars: object = {}, ...words: readonly string[]): Promise<Ended> {
    writeFileSync(file, JSON.stringify({ front_ends: { ...common, ...vars } }));
    const sources = ["-i", "inventory", "-i", fleet.inventoryFile, "-e", `@${file}`];
    return await infra([command, "privfrontends", ...sources, "--json", ...(command === "apply" ? ["--yes"] : []), ...words]);
  }

  return {
    ...fleet,
    run,
    async applied(vars = {}, ...words) {
      const ended = await run("apply", vars, ...words);
      expect(ended.status, `${ended.stdout.slice(-4000)}${ended.stderr}`).to.equal(0);
      return summaryOf(ended);
    },
    containers(host) {
      const format = "{{.Name}} {{.Id}} {{.State.StartedAt}} {{.State.Status}}";
      const lines = fleet.sh(host, `docker ps -aq | xargs docker inspect --format '${format}'`).trim().split("\n");
      return Object.fromEntries(lines.map((line) => [/^\/(\S+)/.exec(line)?.[1] ?? "", line]));
    },
  };
}
