import { ALL_WELL } from "../geo/answer.ts";
import { type Move, movesOf } from "../geo/moves.ts";
import type { OrderedService } from "../geo/orders.ts";
import { countViews, type Load, type Shares, sharesOf, totalOf, type ViewLoads } from "../geo/simulate.ts";
import { renderTable } from "../report/render-table.ts";
import type { LoadedGeo } from "../run/load-geo.ts";
import { OK } from "./exit-status.ts";
import { addModelFlags, type GeoFlags, geoOf } from "./geo-verb.ts";
import type { Verb } from "./verb.ts";

/** `infra geo simulate` */
export const simulate: Verb<GeoFlags> = {
  name: "simulate",
  args: "",
  summary: "tell what share each host serves, and where it goes when hosts are down",
  description:
    "Count by the country database what share of all addresses each host serves of each service, before and after hosts are --down: IPv4 by address, IPv6 by the " +
    "database's networks (of its addresses most belong to space that nobody uses), and countries. Hosts of one answer share it evenly. Addresses that the database does not know are not counted.",
  addFlags: addModelFlags,
  async action(_args, call) {
    const geo = await geoOf(call);
    const loads = countViews(geo.orders, geo.database);
    const { flags, surroundings } = call;
    const found = geo.services.map((service) => simulation(service, loads, geo));
    const isAfter = flags.down !== undefined;
    surroundings.stdout.write(
      flags.json
        ? found.map((one) => `${JSON.stringify(asJson(one, isAfter))}\n`).join("")
        : [sourceLine(geo), ...found.map((one) => render(one, isAfter))].join("\n"),
    );
    return OK;
  },
};

interface Simulation {
  readonly service: string;
  readonly total: Load;
  readonly before: Shares;
  readonly after: Shares;
  readonly moves: readonly Move[];
}

function simulation(service: OrderedService, loads: ViewLoads, { orders, state }: LoadedGeo): Simulation {
  return {
    service: service.name,
    total: totalOf(loads),
    before: sharesOf(service, loads, { orders, state: ALL_WELL }),
    after: sharesOf(service, loads, { orders, state }),
    moves: movesOf(service, loads, { orders, before: ALL_WELL, after: state }),
  };
}

function sourceLine({ databasePath, database }: LoadedGeo): string {
  return `By ${databasePath} of ${database.builtAt.slice(0, 10)}: IPv4 by address, IPv6 by the database's networks.\n`;
}

const measures = [
  { heading: "IPv4", of: (load: Load, total: Load) => percent(load.v4, total.v4) },
  { heading: "IPv6", of: (load: Load, total: Load) => percent(load.v6, total.v6) },
  { heading: "countries", of: ({ countries }: Load) => String(Math.round(countries * 10) / 10) },
] as const;

const NOTHING: Load = { v4: 0, v6: 0, countries: 0 };

function render({ service, total, before, after, moves }: Simulation, isAfter: boolean): string {
  const columns = measures.flatMap(({ heading }) => [heading, ...(isAfter ? ["after"] : [])]);
  const rows = [...before].map(([host, load]) => [
    host,
    ...measures.flatMap(({ of }) => [of(load, total), ...(isAfter ? [of(after.get(host) ?? NOTHING, total)] : [])]),
  ]);
  const table = renderTable([{ heading: service }, ...columns.map((heading) => ({ heading, align: "right" as const }))], rows);
  return table + moves.map(({ from, to, load }) => `${from} → ${to}: ${words(load, total)}\n`).join("");
}

function words(load: Load, total: Load): string {
  return measures
    .map(({ heading, of }) => (heading === "countries" ? `${of(load)} countries` : `${of(load, total)} of ${heading}`))
    .join(", ");
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}

function asJson({ service, total, before, after, moves }: Simulation, isAfter: boolean): object {
  const hosts = Object.fromEntries([...before].map(([host, load]) => [host, { before: load, ...(isAfter && { after: after.get(host) }) }]));
  return { type: "simulation", service, total, hosts, ...(isAfter && { moves }) };
}
