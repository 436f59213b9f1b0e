import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import type { HostSummary } from "../../src/model/event.ts";
import { type Ended, infra, summaryOf } from "./controller.ts";
import { type Fleet, fleetUp } from "./fleet.ts";

/** The name servers of the sandbox: eu is the primary. */
export const nameServers = ["eu", "us", "in"] as const;

/** A fleet with `lab`, to which the playbook dns is applied with variables of a test on top. */
export interface DnsFleet extends Fleet {
  /** Runs `infra` with the fleet's inventory and these variables of all hosts. */
  infra(words: readonly string[], vars?: unknown): Promise<Ended>;
  /** Applies dns and holds that nothing failed. */
  apply(vars?: unknown, words?: readonly string[]): Promise<Readonly<Record<string, HostSummary>>>;
  /** Asks a name server as a client of an address (ECS), one question a line of the answer, in order: addresses sorted and joined by a blank. */
  ask(server: string, questions: readonly Question[]): readonly string[];
}

/** What a client asks. */
export interface Question {
  readonly name: string;
  readonly type: "A" | "AAAA";
  readonly from: string;
}

/** Brings up the fleet of the tests of GeoDNS. */
export async function dnsFleet(purpose: string): Promise<DnsFleet> {
  const fleet = await fleetUp(purpose, { lab: true });
  const run = async (words: readonly string[], vars?: unknown): Promise<Ended> => {
    const more = vars === undefined ? [] : ["-i", writeVars(fleet, vars)];
    const [command = "", ...rest] = words;
    const verb = command === "geo" ? [command, rest.shift() ?? ""] : [command];
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
    ask: (server, questions) => askServer(fleet, server, questions),
  };
}

function writeVars({ inventoryFile }: Fleet, vars: unknown): string {
  const path = join(dirname(inventoryFile), "more.yml");
  writeFileSync(path, stringify({ all: { hosts: Object.fromEntries(nameServers.map((name) => [name, vars])) } }));
  return path;
}

function askServer(fleet: Fleet, server: string, questions: readonly Question[]): readonly string[] {
  const words = questions.map(({ name, type, from }) => `${name} ${type} +subnet=${from}/${from.includes(":") ? 128 : 32}`);
  const answers = fleet.sh("lab", `kdig @${fleet.host(server).address.host} +noall +header +answer +timeout=2 +retry=1 ${words.join(" ")}`);
  const chapters = answers.split(/^;; ->>HEADER<<-.*$/m).slice(1);
  return chapters.map((chapter) =>
    chapter
      .split("\n")
      .flatMap((line) => /\sIN\s+(?:A|AAAA)\s+(\S+)$/.exec(line)?.[1] ?? [])
      .sort()
      .join(" "),
  );
}
