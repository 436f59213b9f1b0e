import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Command } from "../shell/sh.ts";
import { CONFIRM_SECONDS, confirmScript, undoneScript } from "./confirm-script.ts";
import type { ConfirmWatch } from "./confirm-watch.ts";
import type { ConvergeOptions } from "./options.ts";
import { hostFailure, notRoot, type Reached, reachWithin } from "./reach.ts";
import type { Record } from "./records.ts";
import { onAbort, pause, settled, within } from "./wait.ts";

/** After this time without a word from a host that is being cut off, it is tried over a new connection. */
const SILENCE_MS = 3000;

/** Time limit of one try to connect. */
const TRY_MS = 5000;

/** After the last change: a daemon that was told to read its files may take a login by the old ones for a moment, which would prove nothing. */
const SETTLE_MS = 1000;

/** Between two tries; sshd counts those that fail (PerSourcePenalties). */
const PAUSES_MS = [250, 500, 1000, 2000];
const LONGEST_PAUSE_MS = 3000;

/** How long the old connection may take to tell what the host has come to. */
const WORD_MS = 5000;

/** How long the host is looked for to see that its undo was done. */
const LOOK_MS = 20_000;

/** An apply exchange with changes that wait to be confirmed. */
export interface Confirming {
  /** As the inventory has it: the proof is a login by this address. */
  readonly host: Host;
  readonly reached: Reached;
  readonly options: ConvergeOptions;
  readonly token: string;
  /** Port of the confirming connection, where it is another one than the host's. */
  readonly port: number | undefined;
  readonly watch: ConfirmWatch;
  /** The exchange that makes the changes. */
  readonly exchange: Promise<void>;
}

/** How it ended. */
export type Confirmed =
  /** The exchange has ended like every other; none of its changes waits. */
  | { readonly outcome: "ended" }
  /** They are confirmed. `moved`: the old connection is dead, and the run goes on over the new one. */
  | { readonly outcome: "confirmed"; readonly results: string; readonly exchanges: number; readonly moved: Reached | undefined }
  /** They are not. `words`: what the host says of its undo, where it was heard. `isAlive`: does the session still stand? */
  | {
      readonly outcome: "undone";
      readonly words: string | undefined;
      readonly lastTry: Failure | undefined;
      readonly exchanges: number;
      readonly isAlive: boolean;
    };

/** Follows the exchange: confirms over a new connection in time, or sees to it that the undo is known. Rejects as the exchange does. */
export async function followConfirm(confirming: Confirming): Promise<Confirmed> {
  const { watch, exchange, options } = confirming;
  await Promise.race([watch.until("begun", "disarmed"), settled(exchange)]);
  const deadline = options.now() + CONFIRM_SECONDS * paced(options, 1000);
  if (watch.heard("begun") === undefined) return await ended(exchange);
  await readyOrSilent(confirming);
  if (watch.heard("disarmed") !== undefined) return await ended(exchange);
  const attempt = await confirm(confirming, deadline);
  return "over" in attempt ? await goOn(confirming, attempt) : await seeUndone(confirming, deadline, attempt);
}

async function ended(exchange: Promise<void>): Promise<Confirmed> {
  await exchange;
  return { outcome: "ended" };
}

async function readyOrSilent({ watch, exchange, options }: Confirming): Promise<void> {
  const over = new AbortController();
  const told = Promise.race([watch.until("ready", "disarmed"), settled(exchange)]).then(() => {
    over.abort();
  });
  const patience = paced(options, SILENCE_MS);
  while (!over.signal.aborted && watch.silentMs < patience) await within(patience - watch.silentMs, told);
}

interface Success {
  readonly over: Reached;
  readonly results: string;
  readonly exchanges: number;
}

type Attempt = Success | { readonly lastTry: Failure | undefined; readonly exchanges: number };

/** Tries until the deadline, or until there is nothing left to confirm: the host says how it was decided, or Ctrl-C came. */
async function confirm(confirming: Confirming, deadline: number): Promise<Attempt> {
  const { options, watch } = confirming;
  const trying = new AbortController();
  const giveUp = (): void => {
    trying.abort();
  };
  onAbort(options.cut, giveUp);
  const forget = onAbort(options.stop, giveUp);
  const timer = setTimeout(giveUp, deadline - options.now() + paced(options, WORD_MS));
  void watch.until("undone", "confirmed", "disarmed").then(giveUp);
  try {
    return await tryAgainAndAgain(confirming, deadline, trying.signal);
  } finally {
    clearTimeout(timer);
    forget();
  }
}

async function tryAgainAndAgain(confirming: Confirming, deadline: number, signal: AbortSignal): Promise<Attempt> {
  const { options } = confirming;
  let [lastTry, exchanges, pauseMs]: [Failure | undefined, number, number] = [undefined, 0, SETTLE_MS];
  for (let tries = 0; !signal.aborted && options.now() < deadline; ) {
    await pause(paced(options, pauseMs), signal);
    const came = await tryOnce(confirming, signal);
    if (came instanceof Failure) {
      lastTry = came.code === "INTERRUPTED" ? lastTry : came;
      pauseMs = PAUSES_MS[tries] ?? LONGEST_PAUSE_MS;
      tries += 1;
      continue;
    }
    exchanges += 1;
    if (came === "late") break;
    if (came !== "early") return { ...came, exchanges };
    pauseMs = SETTLE_MS;
  }
  return { lastTry, exchanges };
}

async function tryOnce(confirming: Confirming, signal: AbortSignal): Promise<Omit<Success, "exchanges"> | Failure | "late" | "early"> {
  const { options, host, token } = confirming;
  try {
    const over = await reachWithin(wantedHost(confirming), options, { timeoutMs: TRY_MS, signal, isAgain: true });
    const { name, body } = await ask(over, (nonce) => confirmScript(nonce, token));
    if (name === "confirmed") return { over, results: body.toString() };
    close(over);
    return name === "late" || name === "early" ? name : notRoot(host);
  } catch (error) {
    return hostFailure(host, error);
  }
}

/** The old connection is gone on with where it is alive: its session holds the lock, and does what comes after. */
async function goOn({ watch, exchange, reached, options }: Confirming, { over, results, exchanges }: Success): Promise<Confirmed> {
  await within(paced(options, WORD_MS), watch.until("confirmed"), settled(exchange));
  if (watch.heard("confirmed") !== undefined) {
    close(over);
    await exchange;
    return { outcome: "confirmed", results, exchanges, moved: undefined };
  }
  reached.connection.close();
  await settled(exchange);
  return { outcome: "confirmed", results, exchanges: exchanges - 1, moved: over };
}

async function seeUndone(
  confirming: Confirming,
  deadline: number,
  { lastTry, exchanges }: { readonly lastTry: Failure | undefined; readonly exchanges: number },
): Promise<Confirmed> {
  const { watch, exchange, options, reached } = confirming;
  const patience = Math.max(0, deadline - options.now()) + paced(options, WORD_MS);
  await within(patience, watch.until("undone", "confirmed", "disarmed"), settled(exchange));
  if (watch.heard("disarmed") !== undefined) return await ended(exchange);
  if (watch.heard("confirmed") !== undefined) {
    await exchange;
    return { outcome: "confirmed", results: "", exchanges: exchanges + 1, moved: undefined };
  }
  if (watch.heard("undone") !== undefined) {
    await settled(exchange);
    return { outcome: "undone", words: watch.heard("undone"), lastTry, exchanges, isAlive: true };
  }
  reached.connection.close();
  await settled(exchange);
  const seen = await lookWhetherUndone(confirming);
  if (seen?.over !== undefined) return { outcome: "confirmed", results: seen.body, exchanges, moved: seen.over };
  return { outcome: "undone", words: seen?.body, lastTry, exchanges: exchanges + 1, isAlive: false };
}

/** What a host says of its undo, or, over a connection to go on with, of changes that were confirmed without the run having heard it. */
interface Seen {
  readonly body: string;
  readonly over?: Reached;
}

/** Asks the host over one more connection, by the way that the run itself took, what its undo came to. */
async function lookWhetherUndone({ reached: { host }, options, token }: Confirming): Promise<Seen | undefined> {
  const until = options.now() + paced(options, LOOK_MS);
  while (!options.cut.aborted && options.now() < until) {
    try {
      const over = await reachWithin(host, options, { timeoutMs: TRY_MS, signal: options.cut, isAgain: true });
      const { name, body } = await ask(over, (nonce) => undoneScript(nonce, token));
      if (name === "confirmed") return { body: body.toString(), over };
      close(over);
      return name === "undone" ? { body: body.toString() } : undefined;
    } catch {
      await pause(paced(options, LONGEST_PAUSE_MS), options.cut);
    }
  }
  return undefined;
}

async function ask({ session }: Reached, script: (nonce: string) => Command): Promise<Pick<Record, "name" | "body">> {
  let answer: Pick<Record, "name" | "body"> = { name: "", body: Buffer.of() };
  await session.exchange({ script: (nonce) => script(nonce).text, blobs: [], onRecord: (record) => (answer = record) });
  return answer;
}

function close({ session, connection }: Reached): void {
  session.close();
  connection.close();
}

/** The host at the address that shall hold from now on: a way in that was there before the first run proves nothing. */
function wantedHost({ host, port }: Confirming): Host {
  return { ...host, address: { ...host.address, port: port ?? host.address.port } };
}

function paced({ confirmPace = 1 }: ConvergeOptions, ms: number): number {
  return ms * confirmPace;
}
