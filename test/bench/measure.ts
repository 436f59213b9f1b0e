import { setTimeout } from "node:timers/promises";

/** One run of a contender. */
export interface Run {
  readonly seconds: number;
  /** Exchanges of the host that had most. */
  readonly exchanges?: number;
}

/** Something that is measured. */
export interface Contender {
  readonly name: string;
  /** Does its work once; rejects when it did something else than that, so that only equal work is compared. */
  run(): Promise<Run>;
}

/** What many runs of one contender came to. */
export interface Figures {
  readonly medianS: number;
  readonly minS: number;
  readonly maxS: number;
  readonly rounds: number;
  readonly exchanges?: number;
}

/** Rest between two runs, so that what one leaves behind on the hosts is no other's burden. */
const REST_MS = 300;

/** Runs all contenders once to warm every cache, then round after round, one after another, so that a slow moment of the machine hits all. */
export async function measure(contenders: readonly Contender[], rounds: number): Promise<Readonly<Record<string, Figures>>> {
  for (const contender of contenders) await contender.run();
  const runs = new Map(contenders.map(({ name }): [string, Run[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      await setTimeout(REST_MS);
      runs.get(contender.name)?.push(await contender.run());
    }
  }
  return Object.fromEntries([...runs].map(([name, those]) => [name, figuresOf(those)]));
}

/** Sums up the runs of a contender: the middle one, the best and the worst. */
export function figuresOf(runs: readonly Run[]): Figures {
  const seconds = runs.map((run) => run.seconds).sort((a, b) => a - b);
  const exchanges = runs.flatMap((run) => run.exchanges ?? []);
  return {
    medianS: rounded(median(seconds)),
    minS: rounded(seconds[0] ?? Number.NaN),
    maxS: rounded(seconds.at(-1) ?? Number.NaN),
    rounds: runs.length,
    ...(exchanges.length > 0 && { exchanges: Math.max(...exchanges) }),
  };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const [below = Number.NaN, above = below] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (below + above) / 2;
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(4));
}
