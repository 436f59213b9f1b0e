import { downloadKey, Failure, geoDatabase, type LocalFile, readDatabaseChoice, type RoleInput } from "geosteer";

/** The country database of a proxy: the file, and where its records hold the country. */
export interface Database {
  readonly file: LocalFile;
  readonly key: string;
}

/** The database that the role `geoip-database` chose, as the controller has it. */
export function databaseOf(input: RoleInput<unknown>): Database {
  const { file: wanted, keys } = readDatabaseChoice(input);
  const path = input.downloads?.get(downloadKey(wanted));
  if (path === undefined) {
    throw new Failure("DOWNLOAD_FAILED", "geoip_database", "Cannot tell clients' countries: the country database has not been fetched", {
      hint: "`infra plan geo-proxy` fetches it",
    });
  }
  // A continent is known by the country: that is the last key.
  const key = keys.at(-1) ?? "";
  const { file, missingKeys } = geoDatabase(path, keys);
  if (!missingKeys.includes(key)) return { file, key };
  const where = input.inventory.whereIs(input.host, ["geoip_database", "keys"]);
  throw new Failure("VARS_INVALID", where, `Cannot use the country database: its records have no ${key}`, {
    hint: "DB-IP's have `country_code`, MaxMind's `continent/code` and `country/iso_code`: set `geoip_database.keys`",
  });
}
