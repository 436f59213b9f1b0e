import { Failure, type FailureCode, Failures } from "../model/failure.ts";

/** Something that is allowed and probably not meant. */
export interface Warning {
  readonly where: string;
  readonly message: string;
}

/** What a load finds wrong, gathered so that all of it is shown at once. */
export class Findings {
  readonly failures: Failure[] = [];
  readonly warnings: Warning[] = [];

  fail(where: string, message: string, details: { readonly code?: FailureCode; readonly hint?: string } = {}): void {
    const { code = "INVENTORY_INVALID", hint } = details;
    this.failures.push(new Failure(code, where, message, hint === undefined ? {} : { hint }));
  }

  warn(where: string, message: string): void {
    this.warnings.push({ where, message });
  }

  /** Throws all failures, if there is one. */
  throwIfAny(): void {
    if (this.failures.length > 0) throw new Failures(this.failures);
  }
}
