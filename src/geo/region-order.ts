import { continentOf, countryCodes, townsOf } from "./countries.ts";
import { greatCircleKm, type Place } from "./great-circle.ts";

/** A place from which users are served. */
export interface Site extends Place {
  readonly name: string;
}

/** Regions that come first, by country or by continent; a country's own win over its continent's. */
export interface Overrides {
  readonly countries: Readonly<Record<string, readonly string[]>>;
  readonly continents: Readonly<Record<string, readonly string[]>>;
}

/** A region in the order of a country. */
export interface RankedRegion {
  readonly name: string;
  /** Mean distance from the country's people; `undefined` where an override puts it first. */
  readonly km: number | undefined;
}

/** Orders regions for a country's users, as `rankRegions` does, by their names alone. */
export function regionOrder(country: string, sites: readonly Site[], overrides: Overrides): readonly string[] {
  return rankRegions(country, sites, overrides).map(({ name }) => name);
}

/**
 * Orders regions for a country's users: those of its overrides, then the others by people-weighted distance: the mean great-circle distance from
 * the country's largest towns, each counted by the people who live there. A country where nobody lives follows the towns of its continent.
 */
export function rankRegions(country: string, sites: readonly Site[], { countries, continents }: Overrides): readonly RankedRegion[] {
  const first = countries[country] ?? continents[continentOf(country)] ?? [];
  const towns = townsOf(country).length > 0 ? townsOf(country) : townsOfContinent(continentOf(country));
  const people = towns.reduce((sum, { population }) => sum + population, 0);
  const others = sites
    .filter(({ name }) => !first.includes(name))
    .map((site) => ({ name: site.name, km: meanKm(site) }))
    .sort((a, b) => a.km - b.km || (a.name < b.name ? -1 : 1));
  return [...first.map((name) => ({ name, km: undefined })), ...others];

  function meanKm(site: Site): number {
    return towns.reduce((sum, town) => sum + greatCircleKm(site, town) * town.population, 0) / people;
  }
}

function townsOfContinent(continent: string): ReturnType<typeof townsOf> {
  return countryCodes.filter((code) => continentOf(code) === continent).flatMap(townsOf);
}
