import type { GeoCheck } from "../geo/geo-status.ts";
import { type Served, servedRegions } from "../geo/served-regions.ts";
import { harmlessLine } from "../report/harmless.ts";
import { renderTable } from "../report/render-table.ts";
import type { ServerState } from "../run/geo-state.ts";
import { FAILED, OK } from "./exit-status.ts";
import { addGeoFleetFlags, type GeoFleetFlags, withGeoFleet } from "./geo-fleet-flags.ts";
import type { Verb } from "./verb.ts";

/** `infra geo status` */
export const status: Verb<GeoFleetFlags> = {
  name: "status",
  args: "",
  summary: "tell which host serves whom on each name server, since when and why",
  description:
    "Ask each name server for its map: which version it serves, which hosts are drained and by whom, what its own checks say of each host, and which hosts it answers " +
    "to the countries that have a host nearest.",
  addFlags: addGeoFleetFlags,
  async action(_args, call) {
    const { geoStates } = await import("../run/geo-state.ts");
    const { flags, surroundings, reporter } = call;
    const { servers, missing } = await withGeoFleet(call, (options) => geoStates(options, { verify: false }));
    for (const failure of missing) reporter.report({ type: "failure", host: failure.where, failure });
    surroundings.stdout.write(flags.json ? servers.map(asJson).join("") : servers.map(render).join("\n"));
    return missing.length === 0 ? OK : FAILED;
  },
};

function asJson({ name, status: told, orders }: ServerState): string {
  return `${JSON.stringify({ type: "status", server: name, ...told, serves: servedRegions(orders, told) })}\n`;
}

function render({ name, status: told, orders }: ServerState): string {
  const version = `${name}: map ${told.version.slice(0, 16)}${told.unconfirmed === "" ? "" : ", not confirmed"}`;
  const drains = told.drains.map(
    ({ host, since, by }) => `  ${host} is drained ${since === 0 ? "" : `${sinceWords(since)} `}by ${harmlessLine(by)}`,
  );
  const cuts = told.cutOff.map(({ family, since }) => `  cut off over ${family} ${sinceWords(since)}: other hosts stay as they were`);
  const odd = oddChecks(told.checks);
  const table = renderTable(
    [{ heading: "  nearest to" }, { heading: "countries", align: "right" }, { heading: "served by" }, { heading: "services" }],
    rowsOf(servedRegions(orders, told), orders.services.length),
  );
  return `${[version, ...drains, ...cuts, ...odd].join("\n")}\n${table}`;
}

/** Checks that are not well, one line for those of which there is the same to say. */
function oddChecks(checks: readonly GeoCheck[]): readonly string[] {
  const unknown = checks.filter((check) => check.status === "unknown").length;
  const lines = new Map<string, string[]>();
  for (const check of checks.filter((one) => one.status === "down" || (one.status === "up" && !one.inMap))) {
    const words = checkWords(check);
    lines.set(words, [...(lines.get(words) ?? []), check.service]);
  }
  return [
    ...(unknown === 0 ? [] : [`  ${unknown} of ${checks.length} checks are not known: does geo-failover run there?`]),
    ...[...lines].map(([words, services]) => `  ${words} (${services.join(", ")})`),
  ];
}

function checkWords({ host, status: is, since, inMap, reason }: GeoCheck): string {
  const why = reason === "" ? "" : `: ${harmlessLine(reason)}`;
  const but = is === "down" && inMap ? "; it stays in the map" : "";
  return `${host} is ${is}${is === "up" ? ", and not in the map yet," : ""} ${sinceWords(since)}${why}${but}`;
}

function sinceWords(seconds: number): string {
  return `since ${new Date(seconds * 1000).toISOString()}`;
}

/** Services that are served alike share a row. */
function rowsOf(served: readonly Served[], services: number): readonly (readonly string[])[] {
  const rows = new Map<string, { readonly one: Served; readonly names: string[] }>();
  for (const one of served) {
    const key = JSON.stringify([one.nearest, one.answer, one.views]);
    const row = rows.get(key) ?? { one, names: [] };
    row.names.push(one.service);
    rows.set(key, row);
  }
  return [...rows.values()].map(({ one, names }) => [
    `  ${one.nearest.join(", ")}`,
    String(one.views.length),
    one.answer.join(", "),
    names.length === services ? "all" : names.join(", "),
  ]);
}
