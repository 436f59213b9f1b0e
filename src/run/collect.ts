import { Failure, Failures } from "../model/failure.ts";

/** Gathers the mistakes of several steps, so that all of them are shown at once; one that several steps find is shown once. */
export interface Collector {
  /** Runs a step; `undefined` when it failed with mistakes of the user's. Any other error is thrown on. Steps may run side by side. */
  attempt<Result>(step: () => Result | Promise<Result>): Promise<Result | undefined>;
  /** What was gathered, in the order in which the steps were begun. */
  failures(): readonly Failure[];
  /** Throws what was gathered, if anything was. */
  throwIfAny(): void;
  /** Throws what was gathered. */
  raise(): never;
}

/** Begins to gather. */
export function collector(): Collector {
  const steps: (readonly Failure[])[] = [];
  const failures = (): readonly Failure[] => distinct(steps.flat());
  return {
    async attempt(step) {
      const place = steps.push([]) - 1;
      try {
        return await step();
      } catch (error) {
        if (error instanceof Failures) steps[place] = error.failures;
        else if (error instanceof Failure) steps[place] = [error];
        else throw error;
        return undefined;
      }
    },
    failures,
    throwIfAny() {
      if (failures().length > 0) throw new Failures(failures());
    },
    raise() {
      throw new Failures(failures());
    },
  };
}

function distinct(failures: readonly Failure[]): readonly Failure[] {
  return [...new Map(failures.map((failure) => [`${failure.where} ${failure.message}`, failure])).values()];
}
