import { Failure, Failures } from "../model/failure.ts";
import type { Value } from "../model/host.ts";
import { Secret } from "../model/secret.ts";
import { isList, mappingFrom } from "./scope.ts";

/** Reads a lazy value to the ground; throws everything in it that cannot be rendered, each once, as Failures. */
export function readWhole(read: () => Value): Value {
  const failures = new Map<string, Failure>();
  const value = readPart(read, failures);
  if (failures.size > 0) throw new Failures([...failures.values()]);
  return value;
}

function readPart(read: () => Value, failures: Map<string, Failure>): Value {
  const value = attempt(read, failures);
  if (isList(value)) return Array.from({ length: value.length }, (_, index) => readPart(() => value[index] ?? null, failures));
  if (typeof value !== "object" || value === null || value instanceof Secret) return value;
  return mappingFrom(Object.keys(value).map((key) => [key, readPart(() => value[key] ?? null, failures)]));
}

function attempt(read: () => Value, failures: Map<string, Failure>): Value {
  try {
    return read();
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    failures.set(`${failure.where}: ${failure.message}`, failure);
    return null;
  }
}
