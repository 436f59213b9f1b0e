import type { Fact, Missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Question } from "./asker.ts";
import type { ReachOptions } from "./options.ts";
import { forEachOf } from "./pool.ts";
import { probe } from "./probe.ts";
import { hostFailure, notRoot, reach, stateUnusable } from "./reach.ts";

/** A fact, and what is asked of it. */
export interface OneQuestion<Arg, Answer> {
  readonly fact: Fact<Arg, Answer>;
  readonly arg: Arg;
}

/**
 * Asks many hosts one question, in one exchange each, and changes nothing. Gives the answers in the order of the hosts; why there is none of a host
 * is reported.
 */
export async function askEach<Arg, Answer>(
  hosts: readonly Host[],
  { fact, arg }: OneQuestion<Arg, Answer>,
  options: ReachOptions,
): Promise<ReadonlyMap<string, Answer | Missing>> {
  const question: Question = { fact: fact, args: [arg] };
  const answers = new Map<string, Answer | Missing>();
  await forEachOf(hosts, options.forks, async (host) => {
    try {
      answers.set(host.name, (await askOne(host, question, options)) as Answer | Missing);
    } catch (error) {
      options.report({ type: "failure", host: host.name, failure: hostFailure(host, error) });
    }
  });
  const order = hosts.map(({ name }) => name);
  return new Map([...answers].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other)));
}

async function askOne(host: Host, question: Question, options: ReachOptions): Promise<unknown> {
  const { connection, session } = await reach(host, options);
  try {
    const [answers] = await probe(session, [question], {
      host: host.name,
      onRecord: ({ name }) => {
        if (name === "not-root") throw notRoot(host);
        if (name === "unusable") throw stateUnusable(host);
      },
    });
    const answer = answers?.[0];
    if (answer instanceof Failure) throw answer;
    return answer;
  } finally {
    session.close();
    connection.close();
  }
}
