import { Failure, Failures } from "../model/failure.ts";

/** Gathers the mistakes of several steps, so that all of them are shown at once; one that several steps find is shown once. */
export interface Collector {
  /** Runs a step; `undefined` when it failed with mistakes of the user's. Any other error is thrown on. */
  attempt<Result>(step: () => Result | Promise<Result>): Promise<Result | undefined>;
  failures(): readonly Failure[];
  /** Throws what was gathered. */
  throwIfAny(): void;
}

/** Begins to gather. */
export function collector(): Collector {
  const gathered = new Map<string, Failure>();
  const add = (failure: Failure): unknown => gathered.set(`${failure.where} ${failure.message}`, failure);
  return {
    async attempt(step) {
      try {
        return await step();
      } catch (error) {
        if (error instanceof Failures) error.failures.forEach(add);
        else if (error instanceof Failure) add(error);
        else throw error;
        return undefined;
      }
    },
    failures: () => [...gathered.values()],
    throwIfAny() {
      if (gathered.size > 0) throw new Failures([...gathered.values()]);
    },
  };
}
