import { setTimeout } from "node:timers/promises";

const LOOK_EACH_MS = 200;

/** Looks again and again, and returns the seconds until what is seen is what is wanted; throws after `patienceS` seconds (default: a minute). */
export async function secondsUntil(wanted: string, seen: () => string, { patienceS = 60 } = {}): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const now = seen();
    const seconds = (performance.now() - begun) / 1000;
    if (now === wanted) return seconds;
    if (seconds > patienceS) throw new Error(`there is still "${now}" after ${patienceS} s, wanted "${wanted}"`);
    await setTimeout(LOOK_EACH_MS);
  }
}
