import { amend, Failure, Failures } from "../model/failure.ts";
import type { Host } from "../model/host.ts";

/** Most hosts that are named with a mistake. */
const MOST_NAMES = 5;

/** Mistakes as host after host meets them. */
export interface HostMistakes {
  /** Does a part of a host's work; `undefined` when it ended in mistakes of the user's. Any other error is thrown on. */
  attempt<Result>(host: Host, work: () => Result): Result | undefined;
  /**
   * Throws what was found, if anything was: what several hosts met is told once, and whose mistake it is unless it is everybody's. So the
   * failures themselves do not name the host.
   */
  throwIfAny(): void;
}

/** Begins to gather the mistakes of so many hosts. */
export function hostMistakes(hosts: number): HostMistakes {
  const found = new Map<string, { readonly failure: Failure; readonly names: Set<string> }>();

  function add(name: string, failure: Failure): void {
    const key = `${failure.where} ${failure.message}`;
    const known = found.get(key) ?? { failure, names: new Set() };
    found.set(key, known);
    known.names.add(name);
  }

  return {
    attempt({ name }, work) {
      try {
        return work();
      } catch (error) {
        if (error instanceof Failures) for (const failure of error.failures) add(name, failure);
        else if (error instanceof Failure) add(name, error);
        else throw error;
        return undefined;
      }
    },
    throwIfAny() {
      if (found.size > 0) throw new Failures([...found.values()].map(({ failure, names }) => withNames(failure, [...names], hosts)));
    },
  };
}

function withNames(failure: Failure, names: readonly string[], hosts: number): Failure {
  if (names.length > 1 && names.length === hosts) return failure;
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return amend(failure, { message: `${failure.message} (on ${names.slice(0, MOST_NAMES).join(", ")}${more})` });
}
