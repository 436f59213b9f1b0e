import type { HostSummary, RunCommand } from "../model/event.ts";
import { harmlessLine } from "./harmless.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./render-table.ts";

/** How a summary is shown. */
export interface SummaryView {
  readonly command: RunCommand;
  readonly paint: Paint;
}

/** Renders what every host came to as a table, one line a host. */
export function renderSummary(hosts: Readonly<Record<string, HostSummary>>, view: SummaryView): string {
  return renderTable(
    [
      { heading: "host" },
      { heading: "resources", align: "right" },
      { heading: view.command === "apply" ? "changed" : "to change", align: "right" },
      { heading: "failed", align: "right" },
      { heading: "left", align: "right" },
      { heading: "exchanges", align: "right" },
      { heading: "seconds", align: "right" },
      { heading: "outcome" },
    ],
    Object.entries(hosts).map(([host, summary]) => [harmlessLine(host), ...numbers(summary), renderOutcome(summary, view)]),
  );
}

/** Renders a host's outcome as a coloured word; a plan's "changed" is "would change". */
function renderOutcome({ outcome }: HostSummary, { command, paint }: SummaryView): string {
  switch (outcome) {
    case "unchanged":
      return paint.good(outcome);
    case "changed":
      return paint.changed(command === "apply" ? outcome : "would change");
    case "skipped":
      return paint.aside(outcome);
    case "failed":
    case "unreachable":
    case "interrupted":
      return paint.failed(outcome);
  }
}

function numbers({ resources, changed, failed, left, exchanges, ms }: HostSummary): readonly string[] {
  return [...[resources, changed, failed, left, exchanges].map(String), (ms / 1000).toFixed(2)];
}
