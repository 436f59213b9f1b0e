import type { CommandEnd } from "../engine/command-end.ts";
import { commandOn } from "../engine/command-on.ts";
import type { ReachOptions } from "../engine/options.ts";
import { hostFailure, type Reached, reachWithin } from "../engine/reach.ts";
import { MAP_PROGRAM } from "../facts/map-version.ts";
import { type GeoStatus, parseGeoStatus } from "../geo/geo-status.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { type Command, sh } from "../shell/sh.ts";

/** The group of the inventory whose hosts answer for the fleet's zones. */
export const NAME_SERVERS = "nameservers";

/** Open sessions on all name servers. Every method throws what failed on any of them together. */
export interface NameServers {
  readonly names: readonly string[];
  /** Runs a command on those that are named, side by side. */
  run(command: Command, names?: readonly string[]): Promise<ReadonlyMap<string, CommandEnd>>;
  /** Runs a word of the map's program; a status other than 0 is a failure. */
  tell(words: readonly string[], names?: readonly string[]): Promise<void>;
  status(): Promise<ReadonlyMap<string, GeoStatus>>;
}

/**
 * Opens a session on each name server, does something with them, and closes them. Throws all that are not reached together, or goes on without them
 * where somebody is told.
 */
export async function onNameServers<T>(
  hosts: readonly Host[],
  options: ReachOptions & { readonly missing?: (failure: Failure) => void },
  work: (servers: NameServers) => Promise<T>,
): Promise<T> {
  const { connectTimeoutMs: timeoutMs, cut: signal, missing } = options;
  const opened: Reached[] = [];
  const open = async ({ host }: { readonly host: Host }): Promise<void> => {
    opened.push(await reachWithin(host, options, { timeoutMs, signal, isAgain: true }));
  };
  try {
    const all = forAll(
      hosts.map((host) => ({ host })),
      open,
    );
    await (missing === undefined ? all : all.catch((error: unknown) => tell(error, missing)));
    return await work(nameServers(hosts.flatMap(({ name }) => opened.filter(({ host }) => host.name === name))));
  } finally {
    for (const { session, connection } of opened) {
      session.close();
      connection.close();
    }
  }
}

function tell(error: unknown, missing: (failure: Failure) => void): void {
  if (!(error instanceof Failures)) throw error;
  error.failures.forEach(missing);
}

function nameServers(opened: readonly Reached[]): NameServers {
  const all = opened.map(({ host }) => host.name);
  const some = (names: readonly string[]): readonly Reached[] => opened.filter(({ host }) => names.includes(host.name));
  const ask = async ({ session, host }: Reached, command: Command): Promise<CommandEnd> => await commandOn(session, host, command);
  return {
    names: all,
    run: async (command, names = all) => await forAll(some(names), (one) => ask(one, command)),
    async tell(words, names = all) {
      await forAll(some(names), async (one) => {
        const { status, output } = await ask(one, sh`${MAP_PROGRAM} ${words}`);
        if (status !== 0) throw refusedBy(one, words, output);
      });
    },
    status: async () =>
      await forAll(opened, async (one) => {
        const { output } = await ask(one, sh`${MAP_PROGRAM} status`);
        const status = parseGeoStatus(output);
        if (status === undefined) throw refusedBy(one, ["status"], output);
        return status;
      }),
  };
}

/** Does something on each, side by side; throws all that failed together. */
async function forAll<One extends { readonly host: Host }, Result>(
  all: readonly One[],
  work: (one: One) => Promise<Result>,
): Promise<ReadonlyMap<string, Result>> {
  const results = await Promise.allSettled(all.map(work));
  const failures = results.flatMap((result, index) => {
    const host = all[index]?.host;
    return result.status === "rejected" && host !== undefined ? [hostFailure(host, result.reason)] : [];
  });
  if (failures.length > 0) throw new Failures(failures);
  const ends = results.flatMap((result, index) => {
    return result.status === "fulfilled" ? [[all[index]?.host.name ?? "", result.value] as const] : [];
  });
  return new Map(ends);
}

function refusedBy({ host: { name } }: Reached, words: readonly string[], output: string): Failure {
  return new Failure("DRAIN_FAILED", name, `Cannot do "geo ${words.join(" ")}" on ${name}: the name server refuses it`, {
    output: output.trim(),
    hint: "Is it set up by role geo-map?",
  });
}
