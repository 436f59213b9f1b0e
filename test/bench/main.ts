// `npm run bench [-- --only CASE,… --rounds N --json --keep]`: this program against what users would run instead, on throw-away hosts.
import { all } from "./all.ts";
import { type BenchFleet, benchFleetDown, benchFleetUp } from "./bench-fleet.ts";
import { type BenchOptions, type CaseName, parseBenchOptions } from "./bench-options.ts";
import { compose } from "./compose.ts";
import { failover } from "./failover.ts";
import type { Lineup } from "./lineup.ts";
import { measure } from "./measure.ts";
import { noop } from "./noop.ts";
import { renderFigures, type Results } from "./render-figures.ts";
import { size } from "./size.ts";
import { startup } from "./startup.ts";

type Measure = (fleet: BenchFleet, rounds: number) => Promise<Results>;

const measures: Readonly<Record<CaseName, Measure>> = {
  noop: inTurns("noop", noop),
  size: inTurns("size", size),
  startup: inTurns("startup", startup),
  all: inTurns("all", all),
  compose: inTurns("compose", compose),
  failover: (_, rounds) => failover({ rounds, notice }),
};

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === undefined) return;
  const fleet = await benchFleetUp(notice);
  try {
    const results = await measureCases(fleet, options);
    process.stdout.write(renderFigures(results));
    if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
  } finally {
    await benchFleetDown(fleet, options);
  }
}

function readOptions(args: readonly string[]): BenchOptions | undefined {
  try {
    return parseBenchOptions(args);
  } catch (error) {
    notice(error instanceof Error ? error.message : String(error));
    process.exitCode = 64;
    return undefined;
  }
}

async function measureCases(fleet: BenchFleet, { cases, rounds }: BenchOptions): Promise<Results> {
  const results: Results[] = [];
  for (const name of cases) {
    notice(`${name}: getting ready`);
    results.push(await measures[name](fleet, rounds));
  }
  return Object.assign({}, ...results) as Results;
}

/** A case whose contenders do the same work one after another. */
function inTurns(name: CaseName, lineup: (fleet: BenchFleet) => Promise<Lineup>): Measure {
  return async (fleet, rounds) => {
    const { contenders, skipped } = await lineup(fleet);
    for (const peer of skipped) process.stdout.write(`${name}: ${peer} is skipped: it is not installed\n`);
    notice(`${name}: ${contenders.map((contender) => contender.name).join(", ")}, ${rounds} rounds`);
    return { [name]: await measure(contenders, rounds) };
  };
}

function notice(message: string): void {
  process.stderr.write(`${message}\n`);
}
