import type { ConvergeOptions, Readiness, ReachOptions } from "../engine/options.ts";
import type { Host } from "../model/host.ts";
import type { Playbook } from "../model/playbook.ts";
import type { Drain, Ready } from "../model/rolling.ts";
import { sh } from "../shell/sh.ts";
import { drainAround } from "./drain.ts";
import type { PreparedDrain } from "./prepare-rolling.ts";

/** What the options of a roll are made of beside its playbook. */
interface RollingInput {
  readonly drain: PreparedDrain | undefined;
  readonly reach: ReachOptions;
  /** Who does it. */
  readonly by: string;
}

/** How a playbook that fits its schema is brought to one part of its hosts after the other. */
export function rollingOptions(
  { serial = [], ready = [], drain: wish }: Playbook,
  { drain, reach, by }: RollingInput,
): Pick<ConvergeOptions, "serial" | "ready" | "around"> {
  return {
    serial: typeof serial === "object" ? serial : [serial],
    ready: (isList(ready) ? ready : [ready]).map(readiness),
    ...(drain && {
      around: drainAround({ ...drainTimes(wish, drain), nameServers: drain.nameServers, reach, by: by.replaceAll(/\s/g, "-") }),
    }),
  };
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function drainTimes(wish: boolean | Drain | undefined, { ttlMs }: PreparedDrain): { readonly waitMs: number; readonly timeoutMs: number } {
  const { marginMs = 5000, timeoutMs = 120_000 } = typeof wish === "object" ? wish : {};
  return { waitMs: ttlMs + marginMs, timeoutMs };
}

/** How long one look of the controller may take. */
const LOOK_MS = 5000;

function readiness(ready: Ready): Readiness {
  const { timeoutMs = 60_000, intervalMs = 1000 } = ready;
  return { title: titleOf(ready), timeoutMs, intervalMs, whyNot: (host, run) => whyNot(ready, host, run) };
}

function titleOf(ready: Ready): string {
  if ("command" in ready) return `"${ready.command.join(" ")}"`;
  return "tcp" in ready ? `port ${ready.tcp}` : "its page";
}

async function whyNot(ready: Ready, host: Host, run: Parameters<Readiness["whyNot"]>[1]): Promise<string | undefined> {
  if ("command" in ready) {
    const { status, output } = await run(sh`timeout -k 5 ${Math.ceil((ready.timeoutMs ?? 60_000) / 1000)} ${ready.command}`);
    return status === 0 ? undefined : `it ended with ${status ?? "no status"}: ${output.trim().slice(-500)}`;
  }
  const { whyNoConnection, whyNoPage } = await import("../transport/answers.ts");
  if ("tcp" in ready) return await whyNoConnection(host.address.host, ready.tcp, LOOK_MS);
  return await whyNoPage(typeof ready.http === "string" ? ready.http : ready.http(host), LOOK_MS);
}
