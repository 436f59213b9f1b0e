import { Failure, Failures } from "../model/failure.ts";
import { harmless, harmlessLine } from "./harmless.ts";
import type { Paint } from "./paint.ts";

/** What a reader wants to know of a failure: causes from 1 on, stacks from 2 on. */
export interface FailureView {
  readonly paint: Paint;
  readonly verbosity: number;
  /** Named before the place where the place does not say it. */
  readonly host?: string | undefined;
}

/** Renders a failure: place, message and code on one line as compilers do, then the hint, the host's words and, with `-v`, the chain of causes. */
export function renderFailure(failure: Failure, { paint, verbosity, host }: FailureView): string {
  const at = paint.strong(harmlessLine(place(failure, host)));
  const head = `${at}: ${paint.failed(harmless(failure.message))} ${paint.aside(`[${failure.code}]`)}`;
  const hint = failure.hint === undefined ? [] : [`  hint: ${harmless(failure.hint)}`];
  const output = failure.output === undefined ? [] : indent("  | ", failure.output);
  return [head, ...hint, ...output, ...causes(failure, verbosity)].map((line) => `${line}\n`).join("");
}

/** Makes failures of whatever was thrown: what is none of ours is `INTERNAL`, and keeps its cause. */
export function asFailures(thrown: unknown): readonly Failure[] {
  if (thrown instanceof Failures) return thrown.failures;
  if (thrown instanceof Failure) return [thrown];
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return [new Failure("INTERNAL", "infra", `Cannot go on: ${message}`, { cause: thrown })];
}

/** The messages of a failure's causes, outermost first. */
export function causeChain(failure: Error): readonly string[] {
  return chain(failure).map((cause) => (cause instanceof Error ? cause.message : String(cause)));
}

function causes(failure: Failure, verbosity: number): readonly string[] {
  const stacks = verbosity > 1 || failure.code === "INTERNAL";
  if (verbosity === 0 && !stacks) return [];
  return chain(failure).flatMap((cause) => {
    const text = cause instanceof Error ? ((stacks ? cause.stack : undefined) ?? cause.message) : String(cause);
    return indent("    ", `cause: ${text}`);
  });
}

function chain(failure: Error): readonly unknown[] {
  const seen: unknown[] = [];
  let cause = failure.cause;
  while (cause !== undefined && !seen.includes(cause)) {
    seen.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return seen;
}

function place({ where }: Failure, host: string | undefined): string {
  if (host === undefined || where === host || where.startsWith(`${host}/`)) return where;
  return `${host}: ${where}`;
}

function indent(prefix: string, text: string): readonly string[] {
  return harmless(text)
    .trimEnd()
    .split("\n")
    .map((line) => prefix + line);
}
