import { Failure } from "../model/failure.ts";
import { commandOn } from "./command-on.ts";
import type { HostRun } from "./host-run.ts";
import type { ConvergeOptions, Readiness } from "./options.ts";
import { pause } from "./wait.ts";

/** Waits until a host is ready; throws `NOT_READY` where that does not come about in time. Ctrl-C ends the waiting. */
export async function awaitReady(run: HostRun, { ready = [], stop, now }: ConvergeOptions): Promise<void> {
  for (const one of ready) {
    const until = now() + one.timeoutMs;
    for (let why = await whyNot(run, one); why !== undefined && !stop.aborted; why = await whyNot(run, one)) {
      if (now() >= until) throw notReady(run, one, why);
      await pause(one.intervalMs, stop);
    }
  }
}

async function whyNot({ host, contact }: HostRun, one: Readiness): Promise<string | undefined> {
  return await one.whyNot(host, async (command) => await commandOn((await contact.open()).session, host, command));
}

function notReady({ host: { name } }: HostRun, { title, timeoutMs }: Readiness, why: string): Failure {
  return new Failure("NOT_READY", name, `Cannot go on after ${name}: ${title} is not ready after ${timeoutMs / 1000} s: ${why}`, {
    hint: "The changes were made. Look at the host, then run again",
  });
}
