import type { Ask, Fact, Missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";

/** One fact with every argument that is asked of it in one exchange. */
export interface Question {
  readonly fact: Fact<unknown, unknown>;
  readonly args: readonly unknown[];
}

/** Puts questions to the host in one exchange; the answers are in the order of the questions and their arguments. */
export type Send = (questions: readonly Question[]) => Promise<readonly (readonly unknown[])[]>;

/** Work that asks; run together with others so that all their questions travel together. */
export type Asking<T> = (ask: Ask) => Promise<T>;

interface Pending {
  readonly arg: unknown;
  readonly waiting: { resolve(answer: unknown): void; reject(error: unknown): void }[];
}

/**
 * Runs all works at once and sends their questions whenever every unfinished work is blocked in `ask`: counting, not guessing by ticks of the
 * event loop. The same question asked twice is sent once. A work that fails does not stop the others.
 */
export async function runAsking<T>(works: readonly Asking<T>[], send: Send): Promise<readonly PromiseSettledResult<T>[]> {
  return await new AskingRound(send).run(works);
}

class AskingRound {
  readonly #send: Send;
  #pending = new Map<Fact<never, unknown>, Map<string, Pending>>();
  /** Works that are neither finished nor blocked. */
  #busy = 0;
  #scheduled = false;

  constructor(send: Send) {
    this.#send = send;
  }

  async run<T>(works: readonly Asking<T>[]): Promise<readonly PromiseSettledResult<T>[]> {
    this.#busy = works.length;
    return await Promise.allSettled(works.map((work) => this.#runOne(work)));
  }

  async #runOne<T>(work: Asking<T>): Promise<T> {
    let outstanding = 0;
    let finished = false;
    const ask = async <Arg, Answer>(fact: Fact<Arg, Answer>, arg: Arg): Promise<Answer | Missing> => {
      outstanding += 1;
      if (outstanding === 1) this.#leave();
      try {
        return (await this.#enqueue(fact, arg)) as Answer | Missing;
      } finally {
        outstanding -= 1;
        if (outstanding === 0 && !finished) this.#busy += 1;
      }
    };
    try {
      return await work(ask);
    } finally {
      finished = true;
      if (outstanding === 0) this.#leave();
    }
  }

  #enqueue(fact: Fact<never, unknown>, arg: unknown): Promise<unknown> {
    const asked = this.#pending.get(fact) ?? new Map<string, Pending>();
    this.#pending.set(fact, asked);
    const key = JSON.stringify(arg);
    const pending = asked.get(key) ?? { arg, waiting: [] };
    asked.set(key, pending);
    return new Promise((resolve, reject) => pending.waiting.push({ resolve, reject }));
  }

  #leave(): void {
    this.#busy -= 1;
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A work may ask several questions in one go: look again once all that is ready to run has run.
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#busy === 0 && this.#pending.size > 0) void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const batch = [...this.#pending].map(([fact, asked]) => ({ fact, pending: [...asked.values()] }));
    this.#pending = new Map();
    try {
      const questions = batch.map(({ fact, pending }) => ({ fact, args: pending.map(({ arg }) => arg) }));
      const answers = await this.#send(questions);
      batch.forEach(({ pending }, at) => pending.forEach((one, index) => settle(one, answers[at]?.[index])));
    } catch (error) {
      for (const { pending } of batch) for (const { waiting } of pending) for (const { reject } of waiting) reject(error);
    }
  }
}

function settle({ waiting }: Pending, answer: unknown): void {
  for (const { resolve, reject } of waiting) {
    if (answer instanceof Failure) reject(answer);
    else resolve(answer);
  }
}
