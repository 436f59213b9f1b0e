import { Failure, type FailureCode, type FailureDetails, Failures } from "../model/failure.ts";

/** Something that is allowed and probably not meant. */
export interface Warning {
  readonly where: string;
  readonly message: string;
}

/** What a load finds wrong, gathered so that all of it is shown at once. */
export interface Findings {
  readonly warnings: readonly Warning[];
  readonly hasFailed: boolean;
  /** Default code: `INVENTORY_INVALID`. */
  fail(where: string, message: string, details?: FailureDetails & { readonly code?: FailureCode }): void;
  /** Takes a failure as it is. */
  add(failure: Failure): void;
  warn(where: string, message: string): void;
  /** Throws all failures, if there is one. */
  throwIfAny(): void;
}

/** Starts to gather. */
export function findings(): Findings {
  const failures: Failure[] = [];
  const warnings: Warning[] = [];
  return {
    warnings,
    get hasFailed() {
      return failures.length > 0;
    },
    fail: (where, message, { code = "INVENTORY_INVALID", ...details } = {}) =>
      void failures.push(new Failure(code, where, message, details)),
    add: (failure) => void failures.push(failure),
    warn: (where, message) => void warnings.push({ where, message }),
    throwIfAny() {
      if (failures.length > 0) throw new Failures(failures);
    },
  };
}
