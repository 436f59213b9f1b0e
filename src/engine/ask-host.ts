import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Command } from "../shell/sh.ts";
import type { Question } from "./asker.ts";
import { judgeFirstWords } from "./first-words.ts";
import type { ConvergeOptions } from "./options.ts";
import { probe } from "./probe.ts";
import type { Reached } from "./reach.ts";
import type { OnRecord } from "./records.ts";
import { onAbort } from "./wait.ts";

/** Where questions go, and what the host does before it answers them. */
export interface AskingHost {
  readonly host: Host;
  readonly reached: Reached;
  readonly options: ConvergeOptions;
  readonly before: Command | undefined;
}

/** Asks a host in one exchange. Throws where it refuses to answer; Ctrl-C ends the waiting for its lock at once. */
export async function askHost(
  questions: readonly Question[],
  { host, reached: { host: way, connection, session }, options, before }: AskingHost,
): ReturnType<typeof probe> {
  const refusals: Failure[] = [];
  const lock = { isAwaited: false };
  const forget = onAbort(options.stop, () => {
    if (lock.isAwaited) connection.close();
  });
  const onRecord: OnRecord = (record) => {
    const isTold = lock.isAwaited && record.name === "waiting";
    lock.isAwaited = record.name === "waiting";
    const judged = isTold ? undefined : judgeFirstWords(way, record);
    if (judged instanceof Failure) refusals.push(judged);
    else if (judged !== undefined) options.report(judged);
  };
  const asked = probe(session, questions, { host: host.name, ...(before !== undefined && { before }), onRecord });
  const answers = await asked.finally(forget).catch((error: unknown) => {
    throw lock.isAwaited && options.stop.aborted ? interruptedWaiting(host) : error;
  });
  if (refusals[0] !== undefined) throw refusals[0];
  return answers;
}

function interruptedWaiting({ name }: Host): Failure {
  return new Failure("INTERRUPTED", name, `Cannot change ${name}: Ctrl-C came while its lock was waited for; nothing was begun`);
}
