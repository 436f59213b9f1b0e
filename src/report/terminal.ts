import type { Event } from "../model/event.ts";
import { harmlessLine } from "./harmless.ts";
import { type LiveList, liveList, type Screen } from "./live-list.ts";
import { plain } from "./plain.ts";
import { shownChanges } from "./render-plan.ts";
import type { Reporter } from "./reporter.ts";

/**
 * Reports on a terminal: while hosts work, one line a host with its progress; when they are done, what `plain` would have written.
 * Changes that were shown before a person was asked are not shown again.
 */
export function terminal(screen: Screen, { verbosity }: { readonly verbosity: number }): Reporter {
  let story = "";
  let list: LiveList | undefined;
  let asked = false;
  const working = new Set<string>();
  const progress = new Map<string, Progress>();
  const teller = plain({ verbosity, colour: screen.colour, write: (text) => (story += text) });

  function draw(event: Event): void {
    if (event.type === "start") for (const host of event.hosts) working.add(host);
    if (working.size > 0) list ??= liveList([...working].map(harmlessLine), screen);
    if (event.type === "host-end") {
      working.delete(event.host);
      list?.end(harmlessLine(event.host), event.summary.failed === 0);
      return;
    }
    for (const host of hostsOf(event, working)) list?.update(harmlessLine(host), describe(event, progressOf(progress, host)));
  }

  async function wipe(): Promise<void> {
    await list?.stop();
    list = undefined;
    screen.stdout.write(story);
    story = "";
  }

  return {
    report(event) {
      draw(event);
      const shown = asked && verbosity === 0 && event.type === "change-end" && event.outcome === "done";
      if (!shown) teller.report(event);
    },
    async present(plans) {
      await wipe();
      asked = true;
      await teller.present(plans);
      await wipe();
    },
    close: wipe,
  };
}

/** Whom an event is about; a notice about no host (Ctrl-C was heard) is shown beside all that still work. */
function hostsOf(event: Event, working: ReadonlySet<string>): readonly string[] {
  if ("host" in event) return [event.host];
  return event.type === "notice" ? [...working] : [];
}

/** How far a host is: changes done and planned, in the wave at hand. */
interface Progress {
  done: number;
  planned: number;
}

function progressOf(all: Map<string, Progress>, host: string): Progress {
  const progress = all.get(host) ?? { done: 0, planned: 0 };
  all.set(host, progress);
  return progress;
}

/** A step of several hosts is one change, done with its last phase. */
function isWhole({ phase }: Extract<Event, { type: "change-end" }>): boolean {
  return phase === undefined || phase.number === phase.of;
}

function describe(event: Event, progress: Progress): string {
  switch (event.type) {
    case "connected":
      return "connected";
    case "planned":
      progress.done = 0;
      progress.planned = shownChanges(event.changes).length;
      return progress.planned === 0 ? "as declared" : `${progress.planned} to change`;
    case "change-start":
      return `${progress.done + 1}/${progress.planned} ${harmlessLine(event.title)}`;
    case "change-end":
      if (isWhole(event)) progress.done++;
      return `${progress.done}/${progress.planned} ${harmlessLine(event.title)}`;
    case "notice":
      return harmlessLine(event.message);
    case "failure":
      return harmlessLine(event.failure.message);
    case "undeclared":
      return `${event.resources.length} no longer declared`;
    case "start":
    case "host-end":
    case "summary":
      return "";
  }
}
