import { z } from "zod";
import type { BenchFleet } from "./bench-fleet.ts";
import { runChild, unfit } from "./child.ts";
import type { Contender } from "./measure.ts";

/** What is applied, and to what. */
export interface OurWork {
  readonly fleet: Pick<BenchFleet, "inventoryFile">;
  readonly resources: number;
  /** A pattern. Default: all hosts. */
  readonly limit?: string;
}

/** The playbook of the benchmark, from the repository's folder. */
export const PLAYBOOK = "test/bench/playbook.ts";

const Summary = z.object({
  type: z.literal("summary"),
  hosts: z.record(z.string(), z.object({ resources: z.int(), changed: z.int(), exchanges: z.int() })),
});

/** This program as one types it: a whole process that applies the playbook to hosts on which nothing is left to do. */
export function ours(name: string, work: OurWork): Contender {
  return {
    name,
    async run() {
      const ended = await runChild(applyWords(work));
      if (ended.status !== 0) throw unfit(name, "it failed", ended);
      const hosts = Object.values(Summary.parse(JSON.parse(ended.stdout.trimEnd().split("\n").at(-1) ?? "")).hosts);
      const isIdle = hosts.every(({ resources, changed }) => resources === work.resources && changed === 0);
      if (!isIdle) throw unfit(name, "it changed something", ended);
      return { seconds: ended.seconds, exchanges: Math.max(...hosts.map(({ exchanges }) => exchanges)) };
    },
  };
}

/** The same for a playbook of this repository. */
export function oursNamed(name: string, playbook: string, fleet: BenchFleet): Contender {
  return {
    name,
    async run() {
      const ended = await runChild(namedWords(playbook, fleet));
      if (ended.status !== 0) throw unfit(name, "it failed", ended);
      const hosts = Object.values(Summary.parse(JSON.parse(ended.stdout.trimEnd().split("\n").at(-1) ?? "")).hosts);
      if (hosts.some(({ changed }) => changed !== 0)) throw unfit(name, "it changed something", ended);
      return { seconds: ended.seconds, exchanges: Math.max(...hosts.map(({ exchanges }) => exchanges)) };
    },
  };
}

/** Brings hosts into the state of a playbook of this repository. */
export async function applyNamed(playbook: string, fleet: BenchFleet): Promise<void> {
  const ended = await runChild(namedWords(playbook, fleet));
  if (ended.status !== 0) throw unfit("ours", "it could not be applied", ended);
}

function namedWords(playbook: string, { inventory }: BenchFleet): readonly string[] {
  return [process.execPath, "bin/infra.js", "apply", playbook, "--yes", "--json", ...inventory.flatMap((path) => ["-i", path])];
}

/** Brings hosts into the state that all contenders then find. */
export async function applyOnce(work: OurWork): Promise<void> {
  const ended = await runChild(applyWords(work));
  if (ended.status !== 0) throw unfit("ours", "it could not be applied", ended);
}

/** The command line of an apply. */
export function applyWords({ fleet, resources, limit }: OurWork): readonly string[] {
  const hosts = ["-i", fleet.inventoryFile, ...(limit === undefined ? [] : ["--limit", limit])];
  return [process.execPath, "bin/infra.js", "apply", PLAYBOOK, "--yes", "--json", ...hosts, "-e", extraVars(resources)];
}

/** What `-e` is given so that the playbook declares so many resources. */
export function extraVars(resources: number): string {
  return JSON.stringify({ bench: { resources } });
}
