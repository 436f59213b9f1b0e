import { answerOf, type GeoState } from "./answer.ts";
import { countryName } from "./countries.ts";
import { countryOf } from "./geo-orders.ts";
import type { Region } from "./geo-model.ts";
import { tiersFor } from "./lookup.ts";
import { LAND, mapPaint, type Paint } from "./map-paint.ts";
import { mapPoint } from "./map-point.ts";
import type { Orders, OrderedService } from "./orders.ts";
import { DOTS, MAP_SIZE, SHAPES } from "./shapes.ts";
import type { Load, ViewLoads } from "./simulate.ts";
import { totalOf } from "./simulate.ts";

/** What a world map shows. */
export interface WorldMapInput {
  readonly service: OrderedService;
  readonly orders: Orders;
  readonly state: GeoState;
  /** Where hosts are marked. */
  readonly regions: readonly Region[];
  /** What the legend's shares are reckoned by. */
  readonly loads: ViewLoads;
}

/** Hosts that answer together, with the countries that they answer. */
interface Group {
  readonly paint: Paint;
  readonly hosts: string;
  readonly countries: readonly string[];
  readonly load: Load;
}

const NO_LOAD: Load = { v4: 0, v6: 0, countries: 0 };
const LINE_HEIGHT = 22;

/** Draws a world map as SVG: each country in the colour of the hosts that answer it, those without a shape as dots; below it a legend with shares. */
export function renderWorldMap(input: WorldMapInput): string {
  const groups = groupsOf(input);
  const servers = new Map(groups.flatMap((group) => group.countries.map((code) => [code, group] as const)));
  const { width, height } = MAP_SIZE;
  const full = height + LINE_HEIGHT * (groups.length + 2);
  const title = `Who serves ${input.service.name}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${full}" width="${width}" height="${full}" font-family="sans-serif" font-size="14">`,
    `<title>${escape(title)}</title>`,
    `<defs>${groups.map(({ paint: { definition = "" } }) => definition).join("")}</defs>`,
    `<rect width="${width}" height="${full}" fill="#fff"/>`,
    `<g stroke="#fff" stroke-width="0.5">`,
    ...SHAPES.map((shape) => `<path d="${shape.slice(3)}"${painted(shape.slice(0, 2))}</path>`),
    "</g>",
    `<g stroke="#000" stroke-width="0.5">`,
    ...DOTS.map((dot) => circle(dot.split(" "))),
    "</g>",
    ...marks(input),
    `<g transform="translate(20,${height + LINE_HEIGHT})">`,
    ...legend(groups, input),
    "</g>",
    "</svg>\n",
  ].join("\n");

  /** The rest of a shape's element: its paint, and what is told where a pointer rests on it. */
  function painted(code: string): string {
    const group = servers.get(code);
    const words = group === undefined ? "no code of its own" : `${countryName(code)} (${code}): ${group.hosts}`;
    return ` fill="${group?.paint.fill ?? LAND}"><title>${escape(words)}</title>`;
  }

  function circle([code = "", x = "", y = ""]: readonly string[]): string {
    return `<circle cx="${x}" cy="${y}" r="2.5"${painted(code)}</circle>`;
  }
}

/** The largest share first. A host keeps its colour whoever else is down: hosts that answer together have that of the first of them. */
function groupsOf({ service, orders, state, loads }: WorldMapInput): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { key } of orders.views) {
    const { hosts } = answerOf(service, tiersFor(key, orders), { orders, state });
    const name = hosts.map((host) => host.name).join(" + ");
    const paint = mapPaint(orders.hosts.findIndex((host) => host === hosts[0]));
    const { countries, load } = groups.get(name) ?? { countries: [], load: NO_LOAD };
    const more = key === "*" ? [] : [countryOf(key)];
    groups.set(name, { hosts: name, paint, countries: [...countries, ...more], load: plus(load, loads.get(key)) });
  }
  return [...groups.values()].sort((a, b) => b.load.v4 - a.load.v4);
}

/** Hosts of the service, by their regions' places. */
function marks({ regions, service }: WorldMapInput): readonly string[] {
  return regions.flatMap((region) => {
    const hosts = [...region.hosts, ...region.spares].filter((host) => service.hosts.includes(host));
    if (hosts.length === 0) return [];
    const { x, y } = mapPoint(region);
    const [left, top] = [x.toFixed(1), y.toFixed(1)];
    return [
      `<path d="M${left},${top}m-5,0l5,-5l5,5l-5,5Z" fill="#000" stroke="#fff"/>`,
      `<text x="${left}" y="${top}" dx="8" dy="5" stroke="#fff" stroke-width="3" paint-order="stroke">${escape(hosts.join(", "))}</text>`,
    ];
  });
}

function legend(groups: readonly Group[], { service, loads }: WorldMapInput): readonly string[] {
  const total = totalOf(loads);
  return [
    `<text font-weight="bold">${escape(`Who serves ${service.name}: share of IPv4 addresses, of IPv6 networks, countries`)}</text>`,
    ...groups.map(({ hosts, paint, load }, index) => {
      const y = (index + 1) * LINE_HEIGHT;
      const shares = `${percent(load.v4, total.v4)}, ${percent(load.v6, total.v6)}, ${load.countries}`;
      return `<rect y="${y - 12}" width="24" height="14" fill="${paint.fill}" stroke="#000"/><text x="34" y="${y}">${escape(`${hosts}: ${shares}`)}</text>`;
    }),
  ];
}

function plus(sum: Load, { v4, v6, countries }: Load = NO_LOAD): Load {
  return { v4: sum.v4 + v4, v6: sum.v6 + v6, countries: sum.countries + countries };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
