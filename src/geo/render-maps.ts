import { answerOf, type GeoState } from "./answer.ts";
import type { GeoHost } from "./geo-model.ts";
import type { Orders, OrderedService } from "./orders.ts";

/** First line of the map by countries. */
export const GEO_CONF_HEADER = "# geosteer map 1";

/** First line of the map for addresses that the database does not know. */
export const REST_CONF_HEADER = "# geosteer rest 1";

/**
 * Renders the map that Knot's mod-geoip reads in its mode `geodb`: for each owner a view a country. The renderer on name servers writes the same
 * bytes; this one says what they shall be.
 */
export function renderGeoConf(orders: Orders, state: GeoState): string {
  return render(orders, state, {
    header: GEO_CONF_HEADER,
    views: orders.views.map(({ key, order }) => ({ entry: `- geo: "${key}"`, order })),
  });
}

/** Renders the second map, of the mode `subnet`, which answers whom the database does not know. */
export function renderRestConf(orders: Orders, state: GeoState): string {
  const entries = ["- net: 0.0.0.0/0", "- net: ::/0"];
  return render(orders, state, { header: REST_CONF_HEADER, views: entries.map((entry) => ({ entry, order: orders.rest })) });
}

interface MapShape {
  readonly header: string;
  readonly views: readonly { readonly entry: string; readonly order: number }[];
}

function render(orders: Orders, state: GeoState, { header, views }: MapShape): string {
  const lines = [header];
  let count = 0;
  for (const { service, owner } of byOwner(orders)) {
    lines.push(`${owner.slice(0, -1)}:`);
    const records = orders.orders.map((tiers) => recordsOf(answerOf(service, tiers, { orders, state }).hosts));
    for (const { entry, order } of views) {
      const { [order]: own = [] } = records;
      lines.push(entry, ...own);
      count += 1;
    }
  }
  return `${[...lines, `# end ${count}`].join("\n")}\n`;
}

/** In the order of the names, which is by owner. */
function byOwner({ names, services }: Orders): readonly { readonly service: OrderedService; readonly owner: string }[] {
  return names.flatMap(({ service, owner }) => services.filter(({ name }) => name === service).map((one) => ({ service: one, owner })));
}

/** A family that none of the hosts has is left out; the zone has no default of it then. */
function recordsOf(hosts: readonly GeoHost[]): readonly string[] {
  return [
    ...line(
      "A",
      hosts.flatMap(({ v4 }) => v4),
    ),
    ...line(
      "AAAA",
      hosts.flatMap(({ v6 }) => v6),
    ),
  ];
}

function line(type: string, addresses: readonly string[]): readonly string[] {
  if (addresses.length === 0) return [];
  return [`  ${type}: ${addresses.length === 1 ? addresses.join() : `[${addresses.join(", ")}]`}`];
}
