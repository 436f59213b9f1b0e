import type { Command } from "../shell/sh.ts";
import type { Failure } from "./failure.ts";

/** The answer to a question whose tool is not installed on the host yet: the kind then plans from nothing. */
export const missing = Symbol("missing");
/** The type of `missing`. */
export type Missing = typeof missing;

/**
 * A question put to a host. All arguments that are asked in one exchange go into ONE script, so that 200 paths cost one `stat`.
 * The script runs in a shell of its own under `LC_ALL=C`, as root, with stdin closed and a time limit.
 * Exit status 127 means `missing` for every argument, any other than 0 that the host could not answer.
 */
export interface Fact<Arg, Answer> {
  /** Unique; it names the fact in errors. */
  readonly name: string;
  script(args: readonly Arg[]): Command;
  /** Maps the script's standard output to one answer for each argument, by position: never by an echoed name. `Failure`: this argument alone failed. */
  parse(output: Uint8Array, args: readonly Arg[]): readonly (Answer | Missing | Failure)[];
  /** Default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * The only way a resource sees the world. Calls made by all resources of a host travel in one exchange.
 * Rejects with a Failure when the host could not answer; never makes up a default.
 */
export type Ask = <Arg, Answer>(fact: Fact<Arg, Answer>, arg: Arg) => Promise<Answer | Missing>;
