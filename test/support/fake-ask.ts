import type { Ask, Fact, Missing } from "../../src/model/fact.ts";

/** Answers to facts by their names: what a host without a shell says. */
export type Answers = Readonly<Record<string, (arg: unknown) => unknown>>;

/** An `ask` that answers from a table, and fails the test for a question that is not in it. */
export function askWith(answers: Answers): Ask {
  return async <Arg, Answer>({ name }: Fact<Arg, Answer>, arg: Arg): Promise<Answer | Missing> => {
    const answer = answers[name];
    if (answer === undefined) throw new Error(`The test has no answer to ${name}`);
    return await Promise.resolve(answer(arg) as Answer | Missing);
  };
}
