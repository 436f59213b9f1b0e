import { type DatabaseVars, type Sealed, secretText, type z } from "geosteer";

/** Renders GeoIP.conf(5), by which geoipupdate fetches editions. */
export function geoipConf({ account_id: account, license_key: key, geoipupdate: editions }: z.output<typeof DatabaseVars>): Sealed {
  return secretText`AccountID ${account ?? 0}\nLicenseKey ${key ?? ""}\nEditionIDs ${editions.join(" ")}\n`;
}
