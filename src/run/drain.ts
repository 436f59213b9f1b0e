import type { Around, ReachOptions } from "../engine/options.ts";
import { pause } from "../engine/wait.ts";
import type { GeoCheck, GeoStatus } from "../geo/geo-status.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { type NameServers, onNameServers } from "./name-servers.ts";

/** How hosts are taken out of the map and put back. */
export interface DrainOptions {
  /** All name servers, whichever hosts the run is about. */
  readonly nameServers: readonly Host[];
  readonly reach: ReachOptions;
  /** Who does it, as one word, for whoever asks a name server. */
  readonly by: string;
  /** The map's TTL and a margin. */
  readonly waitMs: number;
  /** How long checks may take to pass. */
  readonly timeoutMs: number;
  /** Between two looks. Default 1000. */
  readonly intervalMs?: number;
}

/** Passes in a row, after a host was changed, that count as its being back. */
const PASSES = 2;

/**
 * Takes a host out of the geo map on all name servers before it is changed, and puts it back once its checks pass on all of them. Where somebody had
 * drained it before, it stays so; one that is in no map is let be. A host that does not come back stays drained.
 */
export function drainAround(options: DrainOptions): Around {
  const { nameServers, reach, by } = options;
  /** Host → the name servers on which this run has drained it. */
  const drained = new Map<string, readonly string[]>();
  const notice = (host: string, message: string, level: "info" | "warning" = "info"): void => {
    reach.report({ type: "notice", host, level, message });
  };
  async function putBack(name: string, names: readonly string[]): Promise<void> {
    await onNameServers(nameServers, reach, (servers) => servers.tell(["undrain", name], names));
    drained.delete(name);
    notice(name, `${name} is back in the map`);
  }
  return {
    before: ({ name }) =>
      naming(name, "take it out of the map", async () => {
        const names = await onNameServers(nameServers, reach, (servers) => takeOut(servers, name, by));
        if (names.length === 0) return;
        drained.set(name, names);
        const seconds = options.waitMs / 1000;
        notice(name, `${name} is taken out of the map on ${names.join(", ")}; in ${seconds} s nobody is sent to it any more`);
        await pause(options.waitMs, reach.stop);
        if (reach.stop.aborted) await putBack(name, names);
      }),
    after: ({ name }) =>
      naming(name, "put it back into the map", async () => {
        const names = drained.get(name);
        if (names === undefined) return;
        await onNameServers(nameServers, reach, (servers) => untilBack(servers, name, options));
        await putBack(name, names);
      }),
    async failed({ name }) {
      const names = drained.get(name) ?? [];
      if (names.length > 0)
        notice(name, `${name} stays drained on ${names.join(", ")}: put it back by \`infra geo undrain ${name}\``, "warning");
      await Promise.resolve();
    },
  };
}

/** The name servers whose map has the host, and on which nobody has drained it. */
function undrainedOn(statuses: ReadonlyMap<string, GeoStatus>, host: string): readonly string[] {
  const has = ({ drains, checks }: GeoStatus): boolean =>
    checks.some((check) => check.host === host) && drains.every((drain) => drain.host !== host);
  return [...statuses].filter(([, status]) => has(status)).map(([name]) => name);
}

/** Drains a host where nobody has; resolves to the names of those name servers. On all of them or, where one refuses, on none. */
async function takeOut(servers: NameServers, host: string, by: string): Promise<readonly string[]> {
  const names = undrainedOn(await servers.status(), host);
  try {
    await servers.tell(["drain", host, by], names);
  } catch (error) {
    await servers.tell(["undrain", host], names).catch(() => undefined);
    throw error;
  }
  return names;
}

/** What fails on several name servers is one failure of the host. */
async function naming(host: string, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    const words = error.failures.map(({ where, message }) => `${where}: ${message}`).join("; ");
    throw new Failure("DRAIN_FAILED", host, `Cannot change ${host}, for to ${what} failed: ${words}`, {
      hint: "A name server that is down for long is left out by --without",
      cause: error.failures[0],
    });
  }
}

/** Waits until every name server has seen every check of the host pass since now. */
async function untilBack(servers: NameServers, host: string, { reach, timeoutMs, intervalMs = 1000 }: DrainOptions): Promise<void> {
  const { stop, now } = reach;
  const until = now() + timeoutMs;
  const first = await servers.status();
  for (let down = notBack(first, { host, first }); ; down = notBack(await servers.status(), { host, first })) {
    if (down.length === 0) return;
    if (now() >= until || stop.aborted) throw notBackInTime(host, down, { timeoutMs, isStopped: stop.aborted });
    await pause(intervalMs, stop);
  }
}

interface Missing extends GeoCheck {
  readonly on: string;
}

function notBack(
  statuses: ReadonlyMap<string, GeoStatus>,
  { host, first }: { readonly host: string; readonly first: ReadonlyMap<string, GeoStatus> },
): readonly Missing[] {
  return [...statuses].flatMap(([on, { checks }]) => {
    const before = new Map(first.get(on)?.checks.map((check) => [`${check.service} ${check.host}`, check.passes]));
    const isBack = ({ service, status, passes }: GeoCheck): boolean => {
      const known = before.get(`${service} ${host}`) ?? 0;
      return status === "up" && passes >= (passes < known ? PASSES : known + PASSES);
    };
    return checks.filter((check) => check.host === host && !isBack(check)).map((check) => ({ on, ...check }));
  });
}

function notBackInTime(
  host: string,
  missing: readonly Missing[],
  { timeoutMs, isStopped }: { readonly timeoutMs: number; readonly isStopped: boolean },
): Failure {
  const words = missing.map(({ on, service, status, reason }) => `${service} is ${status} for ${on}${reason === "" ? "" : ` (${reason})`}`);
  const why = isStopped ? "Ctrl-C came before its checks had passed" : `after ${timeoutMs / 1000} s ${words.join(", ")}`;
  return new Failure(isStopped ? "INTERRUPTED" : "NOT_READY", host, `Cannot put ${host} back into the map: ${why}`);
}
