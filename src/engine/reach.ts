import { amend, Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Connection } from "../model/transport.ts";
import type { ReachOptions } from "./options.ts";
import { openSession, type Session } from "./session.ts";
import { onAbort } from "./wait.ts";
import { type FailedWay, nextWay, wayWords } from "./ways-in.ts";

/** A host that answers: its connection and the one session on it. */
export interface Reached {
  /** With the address by which it was reached, which on a fresh host is not the wanted one. */
  readonly host: Host;
  readonly connection: Connection;
  readonly session: Session;
}

/**
 * Connects to a host and opens its session: by the wanted login, or, where the host refuses that, by its bootstrap port and user. A cut (Ctrl-C
 * twice) closes the connection, whatever is under way.
 */
export async function reach(host: Host, options: ReachOptions): Promise<Reached> {
  const { report, now } = options;
  const begun = now();
  const reached = await reachBy(host, host, { options, failed: [] });
  report({ type: "connected", host: host.name, ms: now() - begun });
  return reached;
}

interface Reaching {
  readonly options: ReachOptions;
  readonly failed: readonly FailedWay[];
}

async function reachBy(way: Host, host: Host, { options, failed }: Reaching): Promise<Reached> {
  const { connectTimeoutMs: timeoutMs, cut: signal, report } = options;
  try {
    const reached = await reachWithin(way, options, { timeoutMs, signal });
    const message = `${host.name} refuses ${wayWords(host)}: logged in as ${wayWords(way)}`;
    if (failed.length > 0) report({ type: "notice", host: host.name, level: "info", message });
    return reached;
  } catch (error) {
    const all = [...failed, { host: way, failure: hostFailure(host, error) }];
    const next = nextWay(host, all);
    if (next === undefined) throw refusedAll(all);
    return await reachBy(next, host, { options, failed: all });
  }
}

/** The failure of the wanted login, with the words of the others. */
function refusedAll(failed: readonly FailedWay[]): Failure {
  return failed.map(({ failure }) => failure).reduce((wanted, other) => amend(wanted, { message: `${wanted.message}; ${other.message}` }));
}

/** How long a try to reach a host may take, and what ends it. */
export interface Try {
  readonly timeoutMs: number;
  /** Also closes the connection later on. */
  readonly signal: AbortSignal;
  /** The host was reached before in this run: its banner has been shown. */
  readonly isAgain?: true;
}

/** Connects to a host and opens a session, without a word to the user. */
export async function reachWithin(host: Host, options: ReachOptions, { timeoutMs, signal, isAgain }: Try): Promise<Reached> {
  const { acceptNewHostKeys, report } = options;
  const notice = (message: string): void => {
    report({ type: "notice", host: host.name, level: isAgain === true ? "detail" : "info", message });
  };
  const transport = await options.transport(host);
  const connection = await transport.connect(host, { timeoutMs, acceptNewHostKeys, signal, notice });
  if (signal.aborted) {
    connection.close();
    throw new Failure("INTERRUPTED", host.name, `Cannot go on with ${host.name}: the run was cut`);
  }
  const forget = onAbort(signal, () => {
    connection.close();
  });
  try {
    const session = await openSessionOn(host, connection, options, (message) => {
      report({ type: "notice", host: host.name, level: "detail", message });
    });
    return { host, connection, session };
  } catch (error) {
    forget();
    connection.close();
    throw error;
  }
}

/** Opens a session of its own on an open connection. */
export async function openSessionOn(
  host: Host,
  connection: Connection,
  options: ReachOptions,
  noise: (text: string) => void,
): Promise<Session> {
  const { openFile, idleSeconds, connectTimeoutMs: startTimeoutMs } = options;
  return await openSession(host, connection, {
    nonce: () => options.nonce(),
    openFile,
    startTimeoutMs,
    noise: (text) => {
      if (text !== "") noise(text);
    },
    ...(idleSeconds !== undefined && { idleSeconds }),
  });
}

/** Any error of a host's run as a Failure with its place. */
export function hostFailure(host: Host, error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure("INTERNAL", host.name, `Cannot go on with ${host.name}: ${String(error)}`, { cause: error });
}

/** The failure of an exchange that ended because root's folders cannot be used. */
export function notRoot({ name, address }: Host): Failure {
  return new Failure("NOT_ROOT", name, `Cannot work on ${name}: ${address.user ?? "the account"} is not root`, {
    hint: "Set ansible_become: true, or use -b",
  });
}

/** The failure of an exchange that ended because our folders are not what they should be. */
export function stateUnusable({ name }: Host): Failure {
  return new Failure(
    "STATE_UNUSABLE",
    name,
    `Cannot work on ${name}: /run/infra or /var/lib/infra is not root's own folder, or its lock is no file`,
    {
      hint: "Look at `ls -ld /run/infra /run/infra/lock /var/lib/infra` there",
    },
  );
}
