import { Failure } from "../../src/model/failure.ts";

/** The failure that a promise rejects with; anything else is a mistake of the test. */
export async function rejection(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it did not fail");
}
