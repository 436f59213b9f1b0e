import { parseArgs } from "node:util";

/** What `npm run bench -- …` was asked for. */
export interface BenchOptions {
  readonly cases: readonly CaseName[];
  readonly rounds: number;
  /** Print the figures as JSON, too, in the last line. */
  readonly json: boolean;
  /** Leave the hosts up for the next run. */
  readonly keep: boolean;
}

const caseNames = ["noop", "size", "startup", "all", "compose", "failover"] as const;

/** What is measured. */
export type CaseName = (typeof caseNames)[number];

/** Reads the options; throws an Error that says what was expected. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: caseNames.join(",") },
      rounds: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
    },
  });
  if (!/^[1-9]\d*$/.test(values.rounds)) throw new Error(`Cannot measure "${values.rounds}" rounds: expected a whole number from 1 on`);
  return { cases: values.only.split(",").map(caseName), rounds: Number(values.rounds), json: values.json, keep: values.keep };
}

function caseName(word: string): CaseName {
  const found = caseNames.find((name) => name === word);
  if (found === undefined) throw new Error(`Cannot measure "${word}": expected some of ${caseNames.join(", ")}`);
  return found;
}
