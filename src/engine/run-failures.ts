import type { Change } from "../model/change.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";

/** The failure of a host that is no longer as it was when a person was asked. */
export function changedSinceShown({ name }: Host): Failure {
  return new Failure("PLAN_STALE", name, `Cannot apply the plan to ${name}: the host changed since it was shown`, { hint: "Plan again" });
}

/** The failure of a host that still differs after the last wave. */
export function notConverged({ name }: Host, { changes, waves }: { readonly changes: readonly Change[]; readonly waves: number }): Failure {
  const rest = changes.map(({ title }) => title).join("; ");
  return new Failure("NOT_CONVERGED", name, `Cannot bring ${name} into its state: after ${waves} waves there is still to do: ${rest}`, {
    hint: "Two resources want different things, or something on the host undoes a change",
  });
}
