import { hintOfWords } from "../model/did-you-mean.ts";
import { continentCodes, countryCodes, hintOfContinent, hintOfCountry } from "./countries.ts";
import type { Overrides } from "./region-order.ts";

/** What is wrong with overrides, with the way to it below them. */
export interface OverrideMistake {
  readonly path: readonly string[];
  readonly message: string;
  readonly hint: string;
}

/** Finds codes that are no country's or continent's, and regions that there are not. */
export function overrideMistakes({ countries, continents }: Overrides, regions: readonly string[]): readonly OverrideMistake[] {
  return [
    ...mistakesOf("countries", countries, { regions, codes: countryCodes, what: "country", hint: hintOfCountry }),
    ...mistakesOf("continents", continents, { regions, codes: continentCodes, what: "continent", hint: hintOfContinent }),
  ];
}

interface Codes {
  readonly regions: readonly string[];
  readonly codes: readonly string[];
  readonly what: string;
  hint(code: string): string;
}

function mistakesOf(
  kind: keyof Overrides,
  overrides: Overrides[keyof Overrides],
  { regions, codes, what, hint }: Codes,
): readonly OverrideMistake[] {
  return Object.entries(overrides).flatMap(([code, own]) => [
    ...(codes.includes(code) ? [] : [{ path: [kind, code], message: `there is no ${what} "${code}"`, hint: hint(code) }]),
    ...own
      .filter((region) => !regions.includes(region))
      .map((region) => ({ path: [kind, code], message: `there is no region "${region}"`, hint: hintOfWords(region, regions) })),
  ]);
}
