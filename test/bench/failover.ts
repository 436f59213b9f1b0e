import { setTimeout } from "node:timers/promises";
import { fleetDown } from "../support/fleet.ts";
import { askAddress } from "../support/lab-client.ts";
import { secondsUntil } from "../support/seconds-until.ts";
import { AMERICAN, refuses, servedFleet, type ServedFleet } from "../support/served-fleet.ts";
import { installGdnsd, startGdnsd } from "./gdnsd.ts";
import { figuresOf } from "./measure.ts";
import type { Results } from "./render-figures.ts";

/** Somebody who keeps dead front ends out of answers. */
interface Steerer {
  readonly name: string;
  /** Takes minutes: measured in the first round only. */
  readonly isSlow?: true;
  /** Seconds until it answers with this address alone. */
  until(wanted: string): Promise<number>;
}

/** Seconds until a front end was out of the answers, and until it was back. */
type Seconds = Readonly<Record<"out" | "back", number[]>>;

/** What our agent does by default: a check each 5 s, out after 3 failures in a row, back after 2 passes. */
const AS_OURS = { interval: 5, down_thresh: 3, ok_thresh: 1, up_thresh: 2 };

/** Milliseconds over which the rounds' beginnings are spread: a front end stops anywhere between two checks. */
const INTERVAL_MS = 5000;

/**
 * How long a front end that refuses connections stays in the answers, and how long one that is back stays out of them: our name server, and
 * gdnsd with our timing and with its own. All watch the same front end stop and start, so that a round lasts as long as the slowest takes.
 * On hosts of its own, for what other cases leave behind could keep checks from their front ends; they are never kept.
 */
export async function failover({
  rounds,
  notice,
}: {
  readonly rounds: number;
  readonly notice: (message: string) => void;
}): Promise<Results> {
  try {
    const fleet = await servedFleet("bench-failover");
    const steerers = startSteerers(fleet);
    const seen = new Map(steerers.map(({ name }): [string, Seconds] => [name, { out: [], back: [] }]));
    for (let round = 0; round < rounds; round++) {
      const some = steerers.filter(({ isSlow = false }) => round === 0 || !isSlow);
      notice(`failover: round ${round + 1} of ${rounds}: ${some.map(({ name }) => name).join(", ")}`);
      await fleet.forget();
      await setTimeout((round * INTERVAL_MS) / rounds);
      await stopAndStart(fleet, some, (name, way, seconds) => {
        seen.get(name)?.[way].push(seconds);
        notice(`failover: ${name}: ${way} after ${seconds.toFixed(1)} s`);
      });
    }
    return { "failover: out": figures(seen, "out"), "failover: back": figures(seen, "back") };
  } finally {
    await fleetDown();
  }
}

async function stopAndStart(
  fleet: ServedFleet,
  steerers: readonly Steerer[],
  tell: (name: string, way: keyof Seconds, seconds: number) => void,
): Promise<void> {
  for (const [way, line, wanted] of [
    ["out", refuses.breaks, "eu"],
    ["back", refuses.mends, "us"],
  ] as const) {
    fleet.sh("us", line);
    await Promise.all(steerers.map(async ({ name, until }) => tell(name, way, await until(fleet.address(wanted)))));
  }
}

function startSteerers(fleet: ServedFleet): readonly Steerer[] {
  installGdnsd(fleet);
  const addresses = { primary: fleet.address("us"), secondary: fleet.address("eu") };
  const gdnsd = (name: string, at: string): Steerer => ({
    name,
    until: (wanted) => secondsUntil(wanted, () => askAddress(fleet, at, [question])[0] ?? "", { patienceS: 400 }),
  });
  return [
    { name: "ours", until: (wanted) => fleet.until(wanted, { servers: ["eu"] }) },
    gdnsd("gdnsd tuned", startGdnsd(fleet, { name: "tuned", port: 5301, timing: AS_OURS, ...addresses })),
    { ...gdnsd("gdnsd", startGdnsd(fleet, { name: "default", port: 5302, ...addresses })), isSlow: true },
  ];
}

const question = { name: "web.example.org", type: "A", from: AMERICAN } as const;

function figures(seen: ReadonlyMap<string, Seconds>, way: keyof Seconds): Results[string] {
  return Object.fromEntries([...seen].map(([name, seconds]) => [name, figuresOf(seconds[way].map((one) => ({ seconds: one })))]));
}
