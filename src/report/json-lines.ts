import type { Change, Together } from "../model/change.ts";
import type { Event } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { causeChain } from "./render-failure.ts";
import { shownChanges } from "./render-plan.ts";
import type { Reporter } from "./reporter.ts";

/** Reports one JSON object a line (`jq` reads it), nothing else; the `summary` is the last, and there is one even if nothing was begun. */
export function jsonLines(write: (text: string) => void): Reporter {
  let summed = false;
  function report(event: Event): void {
    summed ||= event.type === "summary";
    write(`${JSON.stringify(encode(event))}\n`);
  }
  return {
    report,
    present: async () => Promise.resolve(),
    close: async () => {
      if (!summed) report({ type: "summary", hosts: {} });
      return Promise.resolve();
    },
  };
}

function encode(event: Event): unknown {
  if (event.type === "planned") return encodePlan(event);
  if (event.type === "failure") return { ...event, failure: encodeFailure(event.failure) };
  return "ms" in event ? { ...event, ms: Math.round(event.ms) } : event;
}

function encodePlan({ type, host, wave, resources, changes, drifted }: Extract<Event, { type: "planned" }>): unknown {
  const by = ({ resource }: Change): object => (drifted === undefined ? {} : { by: drifted.includes(resource) ? "host" : "playbook" });
  return { type, host, wave, resources, changes: shownChanges(changes).map((change) => ({ ...encodeChange(change), ...by(change) })) };
}

/** A change without its commands and bytes: what it would do, not how. */
function encodeChange({ resource, title, diff, reaction, guard, together }: Change): object {
  return { resource, title, diff, reaction, guard, together: together && shownTogether(together) };
}

function shownTogether({ step, hosts, phases }: Together): object {
  return { step, hosts, phases: phases.map(({ title }) => title) };
}

function encodeFailure(failure: Failure): unknown {
  const { code, where, message, hint, output } = failure;
  return { code, where, message, hint, output, causes: causeChain(failure) };
}
