import type { failureCodes } from "./failure-codes.ts";

/** One of the codes that README lists with what to do about them. */
export type FailureCode = keyof typeof failureCodes;

/** What a failure may carry beside its code, place and message. */
export interface FailureDetails {
  /** What the reader can do about it, one sentence. */
  readonly hint?: string;
  /** The words of the host or of a tool, as they came, a few lines at most. */
  readonly output?: string;
  readonly cause?: unknown;
}

/**
 * The one error of this package: a stable code, the place it is about (`file:line:col`, `host` or `host/resource`) and a message
 * of the form "Cannot <action>: <what is so>".
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly where: string;
  readonly hint: string | undefined;
  readonly output: string | undefined;

  constructor(code: FailureCode, where: string, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "Failure";
    this.code = code;
    this.where = where;
    this.hint = details.hint;
    this.output = details.output;
  }
}

/** The same failure with other words of this program's; the host's words, the cause and the stack stay. */
export function amend(failure: Failure, changes: { readonly where?: string; readonly message?: string }): Failure {
  const { where = failure.where, message = failure.message } = changes;
  const { code, hint, output, cause, stack } = failure;
  const details = { cause, ...(hint !== undefined && { hint }), ...(output !== undefined && { output }) };
  return Object.assign(new Failure(code, where, message, details), { stack });
}

/** Several mistakes of one configuration, found together so that they can be mended together. */
export class Failures extends AggregateError {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(failures, failures.map(({ where, message }) => `${where}: ${message}`).join("\n"));
    this.name = "Failures";
    this.failures = failures;
  }
}
