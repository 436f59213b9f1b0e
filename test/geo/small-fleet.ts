import { openCountryDatabase } from "../../src/formats/country-database.ts";
import type { GeoHost, GeoModel } from "../../src/geo/geo-model.ts";
import { geoOrders } from "../../src/geo/geo-orders.ts";
import type { OrderedService } from "../../src/geo/orders.ts";
import { steeredNames } from "../../src/geo/steered-name.ts";
import { madeDatabase } from "../support/made-database.ts";

const check = { type: "http", port: 80, host: "web.example.org", path: "/", status: "200-399", verify: false, timeoutMs: 2000 } as const;

function host(name: string, number: number): GeoHost {
  return { name, v4: [`192.0.2.${number}`], v6: [`2001:db8::${number}`] };
}

/** Three regions: `eu` with two hosts and a spare, `us` and `in`; `web` runs everywhere, `wiki` on eu1 and us only. */
export const model: GeoModel = {
  ttl: 30,
  hosts: [host("eu1", 1), host("eu2", 2), host("eu3", 3), host("us", 4), host("in", 5)],
  regions: [
    { name: "eu", latitude: 50.1, longitude: 8.7, hosts: ["eu1", "eu2"], spares: ["eu3"] },
    { name: "us", latitude: 40.7, longitude: -74, hosts: ["us"], spares: [] },
    { name: "in", latitude: 19.1, longitude: 72.9, hosts: ["in"], spares: [] },
  ],
  overrides: { countries: {}, continents: {} },
  services: [
    {
      name: "web",
      hosts: ["eu1", "eu2", "eu3", "us", "in"],
      names: steeredNames("web", { "example.org": ["web"] }, { isAlias: false }),
      check,
    },
    { name: "wiki", hosts: ["eu1", "us"], names: steeredNames("wiki", { "example.org": ["wiki"] }, { isAlias: false }), check },
  ],
  drained: [],
  witnesses: ["198.41.0.4"],
};

/** Its orders, by the country alone. */
export const orders = geoOrders(model, { keys: ["country_code"] });

/** A service of it. */
export function service(name: "web" | "wiki"): OrderedService {
  const found = orders.services.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`There is no service ${name}`);
  return found;
}

/** 256 addresses of IPv4 in Germany, 512 in the United States, 256 in India; a network of IPv6 in Germany and one in a country that is none. */
export const database = openCountryDatabase(
  madeDatabase([
    ["192.0.2.0/24", { country_code: "DE" }],
    ["198.51.100.0/23", { country_code: "US" }],
    ["203.0.113.0/24", { country_code: "IN" }],
    ["2001:db8::/32", { country_code: "DE" }],
    ["2001:db9::/32", { country_code: "ZZ" }],
  ]),
  "made.mmdb",
);
