import type { Command } from "commander";
import type { Comparison } from "../geo/compare-servers.ts";
import { harmlessLine } from "../report/harmless.ts";
import { renderTable } from "../report/render-table.ts";
import { FAILED, OK } from "./exit-status.ts";
import { addGeoFleetFlags, type GeoFleetFlags, withGeoFleet } from "./geo-fleet-flags.ts";
import type { Verb } from "./verb.ts";

/** Options of `infra geo check`, as commander hands them over. */
interface CheckFlags extends GeoFleetFlags {
  readonly resolver?: string;
}

/** `infra geo check` */
export const check: Verb<CheckFlags> = {
  name: "check",
  args: "",
  summary: "tell whether all name servers serve the same map and zones",
  description:
    "Compare on all name servers the digests of orders and database, drains and the zones' serials; ask each for answers of its map; and, with --resolver, hold the " +
    "name servers of each zone, and the keys by which it is signed, against the delegation that a resolver sees.",
  addFlags: (command: Command) =>
    addGeoFleetFlags(command.optionsGroup("Map:").option("--resolver <address>", "ask this resolver for the delegation of each zone")),
  async action(_args, call) {
    const { geoCheck } = await import("../run/geo-check.ts");
    const { flags, surroundings, reporter } = call;
    const { comparisons, missing } = await withGeoFleet(call, (options) => geoCheck(options, { resolver: flags.resolver }));
    for (const failure of missing) reporter.report({ type: "failure", host: failure.where, failure });
    surroundings.stdout.write(flags.json ? comparisons.map(asJson).join("") : render(comparisons));
    return missing.length === 0 && comparisons.every(({ isSame }) => isSame) ? OK : FAILED;
  },
};

function asJson({ what, isSame, values }: Comparison): string {
  return `${JSON.stringify({ type: "comparison", what, same: isSame, values: Object.fromEntries(values) })}\n`;
}

/** One line where all say the same, else one for each. */
function render(comparisons: readonly Comparison[]): string {
  const rows = comparisons.flatMap(({ what, isSame, values }) => {
    const [first = ""] = values.values();
    if (isSame) return [[what, "the same", "all", harmlessLine(first)]];
    return [...values].map(([name, value], index) => [index === 0 ? what : "", index === 0 ? "differs" : "", name, harmlessLine(value)]);
  });
  return renderTable([{ heading: "what" }, { heading: "is" }, { heading: "on" }, { heading: "value" }], rows);
}
