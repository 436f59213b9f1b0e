import { inspect } from "node:util";
import { Failure, Failures } from "./failure.ts";
import type { Scrub } from "./scrubber.ts";
import { Secret } from "./secret.ts";

/** Words of this program's own, and names that a reader finds hosts by: they stay as they are. */
const KEPT = new Set(["type", "host", "hosts", "code", "level", "outcome", "summary", "command"]);

/**
 * Gives a value with every text in it scrubbed, at any depth; errors are copied with their chain of causes. Keys, names of hosts and this
 * program's own words stay.
 */
export function scrubbed<T>(value: T, scrub: Scrub): T {
  return clean(value, scrub) as T;
}

function clean(value: unknown, scrub: Scrub): unknown {
  if (typeof value === "string") return scrub(value);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || value instanceof Secret) return value;
  if (value instanceof Error) return cleanError(value, scrub);
  if (Array.isArray(value)) return value.map((item) => clean(item, scrub));
  if (value instanceof Map) return new Map([...(value as Map<unknown, unknown>)].map(([key, item]) => [key, clean(item, scrub)]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, KEPT.has(key) ? item : clean(item, scrub)]));
}

function cleanError(error: Error, scrub: Scrub): Error {
  if (error instanceof Failures) return new Failures(error.failures.map((one) => scrubbed(one, scrub)));
  return error instanceof Failure ? cleanFailure(error, scrub) : cleanStranger(error, scrub);
}

function cleanFailure(failure: Failure, scrub: Scrub): Failure {
  const { code, where, message, hint, output, stack, cause } = failure;
  const details = {
    cause: clean(cause, scrub),
    ...(hint !== undefined && { hint: scrub(hint) }),
    ...(output !== undefined && { output: scrub(output) }),
  };
  return Object.assign(new Failure(code, scrub(where), scrub(message), details), { stack: scrub(String(stack)) });
}

/** An error of somebody else's that shows no secret, however it is printed, stays the one that it is; of another one no more than its words are kept. */
function cleanStranger(error: Error, scrub: Scrub): Error {
  const shown = [error.message, String(error.stack), inspect(error, { depth: 10, maxStringLength: null, maxArrayLength: null })];
  if (shown.every((text) => scrub(text) === text)) return error;
  const { name, cause } = error;
  const [message, stack] = shown.map(scrub);
  return Object.assign(new Error(message, { cause: cause === error ? undefined : clean(cause, scrub) }), { name, stack });
}
