import { continents, countries } from "countries-list";
import { hintOfWords } from "../model/did-you-mean.ts";
import type { Place } from "./great-circle.ts";
import { TOWNS } from "./towns.ts";

/** A town with the people who live there. */
export interface Town extends Place {
  readonly population: number;
}

/** Codes of ISO 3166-1 as country databases use them, and XK (Kosovo), in order. */
export const countryCodes: readonly string[] = Object.keys(countries).sort();

/** Codes of continents: AF, AN, AS, EU, NA, OC, SA. */
export const continentCodes: readonly string[] = Object.keys(continents).sort();

/** What people write who mean another code. */
const MEANT: Readonly<Record<string, string>> = {
  UK: "GB",
  EN: "GB",
  EL: "GR",
  KO: "KR",
  JA: "JP",
  SU: "RU",
  TP: "TL",
  YU: "RS",
  ZR: "CD",
};

let towns: ReadonlyMap<string, readonly Town[]> | undefined;

/** The largest towns of a country, twelve at most; none where nobody lives. */
export function townsOf(country: string): readonly Town[] {
  towns ??= new Map(TOWNS.split("\n").map((line) => [line.slice(0, 2), line.slice(3).split(";").map(parseTown)]));
  return towns.get(country) ?? [];
}

/** The continent of a country; Europe for a code that is none, as callers have checked it. */
export function continentOf(country: string): string {
  return isCountry(country) ? countries[country].continent : "EU";
}

/** The English name of a country; the code itself where it is none. */
export function countryName(country: string): string {
  return isCountry(country) ? countries[country].name : country;
}

/** A hint for a code that is no country's. */
export function hintOfCountry(code: string): string {
  const meant = MEANT[code.toUpperCase()] ?? (countryCodes.includes(code.toUpperCase()) ? code.toUpperCase() : undefined);
  return meant === undefined ? "Codes are those of ISO 3166-1, two letters, such as DE" : `Did you mean ${meant}?`;
}

/** A hint for a code that is no continent's. */
export function hintOfContinent(code: string): string {
  return hintOfWords(code, continentCodes);
}

function isCountry(code: string): code is keyof typeof countries {
  return Object.hasOwn(countries, code);
}

function parseTown(text: string): Town {
  const [latitude = 0, longitude = 0, population = 0] = text.split(",").map(Number);
  return { latitude, longitude, population };
}
