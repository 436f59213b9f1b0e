import type { HostRun } from "./host-run.ts";
import { IDLE_SECONDS } from "./loader.ts";
import type { ConvergeOptions } from "./options.ts";

/** Does something; meanwhile idle hosts hear from the controller four times in the time after which they would end themselves. */
export async function whileAlive<T>(
  idle: ReadonlySet<HostRun>,
  { idleSeconds = IDLE_SECONDS }: ConvergeOptions,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setInterval(() => {
    for (const run of idle) void run.attempt(() => run.contact.keepAlive());
  }, idleSeconds * 250);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
