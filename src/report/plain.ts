import type { Event, RunCommand } from "../model/event.ts";
import { harmless, harmlessLine } from "./harmless.ts";
import { type Paint, paint as makePaint } from "./paint.ts";
import { renderFailure } from "./render-failure.ts";
import { type HostFindings, renderBody, renderPlan, renderUndeclared } from "./render-plan.ts";
import { renderSummary } from "./render-summary.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";

/**
 * Reports plain lines. What an apply does is written when it happens, so that a log of cron or CI tells the story even of a run that was
 * killed; a plan's changes are written when all hosts have planned, those that are the same on several hosts once.
 */
export function plain({ write, verbosity, colour }: ReporterOptions): Reporter {
  const paint = makePaint(colour);
  const plans = new Map<string, HostFindings>();
  let command: RunCommand = "plan";
  return {
    report(event) {
      if (event.type === "start") command = event.command;
      if (command !== "apply") gather(event, plans);
      if (event.type === "summary") write(renderPlan(inOrder(plans, Object.keys(event.hosts)), paint));
      write(renderEvent(event, { command, paint, verbosity }));
    },
    present: async (asked) => {
      write(renderPlan(new Map([...asked].map(([host, changes]) => [host, { changes }])), paint));
      return Promise.resolve();
    },
    close: async () => Promise.resolve(),
  };
}

function gather(event: Event, plans: Map<string, HostFindings>): void {
  if (event.type === "planned") plans.set(event.host, event);
  if (event.type === "undeclared") plans.set(event.host, { changes: [], ...plans.get(event.host), undeclared: event.resources });
}

/** Plans in the order of the inventory: they come in any order. */
function inOrder(plans: ReadonlyMap<string, HostFindings>, hosts: readonly string[]): ReadonlyMap<string, HostFindings> {
  const rank = new Map(hosts.map((host, index) => [host, index]));
  return new Map([...plans].sort(([one], [other]) => (rank.get(one) ?? 0) - (rank.get(other) ?? 0)));
}

/** What rendering an event depends on beside the event. */
interface EventView {
  readonly command: RunCommand;
  readonly paint: Paint;
  readonly verbosity: number;
}

function renderEvent(event: Event, view: EventView): string {
  const { command, paint, verbosity } = view;
  switch (event.type) {
    case "start":
      return `${command} ${paint.strong(harmlessLine(event.playbook))} on ${harmlessLine(event.hosts.join(", "))}\n`;
    case "connected":
      return verbosity > 0 ? `${harmlessLine(event.host)}: connected  ${duration(event.ms, paint)}\n` : "";
    case "notice":
      return event.level === "detail" && verbosity === 0 ? "" : renderNotice(event);
    case "change-start":
      return verbosity > 0 ? `${harmlessLine(event.host)}: ${harmlessLine(event.title)} …\n` : "";
    case "change-end":
      return renderChangeEnd(event, view);
    case "failure":
      return renderFailure(event.failure, { paint, verbosity, host: event.host });
    case "undeclared":
      return command === "apply" ? renderLeft(event, paint) : "";
    case "planned":
    case "host-end":
      return "";
    case "summary":
      return `\n${renderSummary(event.hosts, { command, paint })}`;
  }
}

/** What an apply leaves of what is no longer declared; what it removes is told as its change. */
function renderLeft({ host, resources }: Extract<Event, { type: "undeclared" }>, paint: Paint): string {
  const left = resources.filter(({ why }) => why !== undefined);
  return left.map((one) => `${harmlessLine(host)}:${renderUndeclared(one, paint).slice(1)}`).join("");
}

/** Renders a notice: whom it is about, and `warning` where it is one. */
function renderNotice({ host, level, message }: Extract<Event, { type: "notice" }>): string {
  const about = host === undefined ? "" : `${harmlessLine(host)}: `;
  return `${about}${level === "warning" ? "warning: " : ""}${harmless(message)}\n`;
}

function renderChangeEnd(event: Extract<Event, { type: "change-end" }>, { paint, verbosity }: EventView): string {
  const { host, resource, title, outcome, ms, diff, output } = event;
  if (outcome === "not begun")
    return `${harmlessLine(host)}: ${paint.failed(outcome)}  ${harmlessLine(title)}  ${paint.aside(harmlessLine(resource))}\n`;
  const word = outcome === "done" ? paint.changed(outcome) : paint.failed(outcome);
  const head = `${harmlessLine(host)}: ${word}  ${harmlessLine(title)}  ${paint.aside(harmlessLine(resource))}  ${duration(ms, paint)}\n`;
  const words = verbosity > 0 && outcome === "done" && output !== undefined && output !== "" ? harmless(output).trimEnd().split("\n") : [];
  return head + renderBody(diff, paint) + words.map((line) => `      | ${line}\n`).join("");
}

function duration(ms: number, paint: Paint): string {
  return paint.aside(ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`);
}
