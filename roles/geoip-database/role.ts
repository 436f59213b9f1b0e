import { DatabaseVars, role } from "geosteer";

/**
 * The country database by which name servers tell where an address is. The controller fetches it and keeps it; it goes to all name servers together with
 * the orders that are made for it, by the role `geo-map`, so that no two of them answer by different ones.
 *
 * @example
 * geoip_database:
 *   source: dbip
 *   warn_days: 90
 */
export const geoipDatabase = role({
  name: "geoip-database",
  description: "Which country database name servers use.",
  installs: ["nothing by itself: role geo-map brings the database"],
  vars: DatabaseVars,
  resources: () => [],
});
