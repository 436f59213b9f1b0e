import { Failure, Failures, type FailureCode } from "../model/failure.ts";

/** Mistakes of the command line and the inventory; all others may follow from the types. */
const INDEPENDENT: readonly FailureCode[] = ["USAGE", "INVENTORY_INVALID", "VARS_INVALID", "EXPRESSION_INVALID"];

/**
 * Runs code whose types do not fit, for the mistakes in it that have nothing to do with its types: these are thrown. Whatever else goes wrong
 * is passed over, for it is told as a type error already; the result is `undefined` then.
 */
export async function despiteTypes<Result>(work: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    const failures = error instanceof Failures ? error.failures : error instanceof Failure ? [error] : [];
    const independent = failures.filter(({ code }) => INDEPENDENT.includes(code));
    if (independent.length > 0) throw new Failures(independent);
    return undefined;
  }
}
