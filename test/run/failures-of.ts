import { Failure, Failures } from "../../src/model/failure.ts";

/** The failures that a piece of work ends in; it is an error if it ends in none, or in anything else. */
export async function failuresOf(work: () => unknown): Promise<readonly Failure[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failures) return error.failures;
    if (error instanceof Failure) return [error];
    throw error;
  }
  throw new Error("it did not fail");
}

/** `code where: message` of each failure. */
export async function linesOf(work: () => unknown): Promise<readonly string[]> {
  return (await failuresOf(work)).map(({ code, where, message }) => `${code} ${where}: ${message}`);
}
