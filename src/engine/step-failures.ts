import type { Phase } from "../model/change.ts";
import { amend, Failure } from "../model/failure.ts";
import type { JointChange } from "./joint-changes.ts";

/** A host without which a step is not made, and why it is not there. */
export interface Absentee {
  readonly host: string;
  readonly why: string;
}

/** The failure of a host that has a part in a step for which others are missing. */
export function groupIncomplete(host: string, { title, resource, together }: JointChange, absent: readonly Absentee[]): Failure {
  const names = absent.map((one) => one.host);
  const reasons = absent.map((one) => `${one.host} ${one.why}`).join(", ");
  const message = `Cannot ${title} on ${host}: ${together.hosts.join(", ")} make it together, and ${reasons}`;
  return new Failure("GROUP_INCOMPLETE", `${host}/${resource}`, message, {
    hint: `Nothing of it was begun on any host. ${names.map((name) => `--without ${name}`).join(" ")} leaves out on purpose`,
  });
}

/** The failure of the host on which a phase failed. */
export function phaseFailed(
  host: string,
  { resource, together }: JointChange,
  { phase, failure }: { readonly phase: Phase; readonly failure: Failure },
): Failure {
  const { phases } = together;
  const words = `phase ${phases.indexOf(phase) + 1} of ${phases.length}, ${phase.title}, on ${host}`;
  return amend(failure, { where: `${host}/${resource}`, message: `${failure.message} (${words})` });
}

/** The failure of a host that has put back its part, because a phase failed elsewhere, or Ctrl-C came. */
export function putBackFor(host: string, { title, resource }: JointChange, failed: readonly Failure[]): Failure {
  const where = `${host}/${resource}`;
  if (failed.length === 0) {
    return new Failure("INTERRUPTED", where, `Cannot ${title} on ${host}: Ctrl-C came between its phases; what was begun is put back`);
  }
  const message = `Cannot ${title} on ${host}: it failed elsewhere, so that nothing was changed here; what was begun is put back`;
  return new Failure("GROUP_INCOMPLETE", where, message, { hint: failed.map((one) => one.message).join("; ") });
}

/** The failure of a host that could not put back its part. */
export function notPutBack(host: string, { title, resource }: JointChange, failure: Failure): Failure {
  return amend(failure, {
    where: `${host}/${resource}`,
    message: `Cannot put back on ${host} what was begun of "${title}": ${failure.message}`,
  });
}
