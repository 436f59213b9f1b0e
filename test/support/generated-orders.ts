import fc from "fast-check";
import type { GeoState } from "../../src/geo/answer.ts";
import type { Check, GeoHost, GeoModel, GeoService, Region } from "../../src/geo/geo-model.ts";
import { geoOrders } from "../../src/geo/geo-orders.ts";
import type { Orders, Probe } from "../../src/geo/orders.ts";
import { steeredNames } from "../../src/geo/steered-name.ts";

/** A fleet with what a name server knows of it. */
export interface GeneratedFleet {
  readonly orders: Orders;
  readonly state: GeoState;
}

const hostNames = ["eu", "us", "in", "de-1", "de-2", "a", "b2.example.net", "zz"] as const;
const regionNames = ["europe", "america", "asia", "r1"] as const;

/** Their order is not that of the names below. */
const serviceNames = ["a", "m-1", "z"] as const;
const labels = ["zed", "www", "@", "rl", "x-1", "under_score", "two.labels", "aa"] as const;
const zones = ["example.org", "example.net", "b.test"] as const;

const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

/** Hosts of a model, with one to three addresses of one family or both. */
const generatedHosts: fc.Arbitrary<readonly GeoHost[]> = fc.subarray([...hostNames], { minLength: 1 }).chain((names) =>
  fc.tuple(
    ...names.map((name, index) =>
      fc
        .record({ v4: fc.integer({ min: 0, max: 3 }), v6: fc.integer({ min: 0, max: 3 }) })
        .filter(({ v4, v6 }) => v4 + v6 > 0)
        .map(({ v4, v6 }): GeoHost => ({ name, v4: addresses(v4, `192.0.${index + 2}.`), v6: addresses(v6, `2001:db8:${index}::`) })),
    ),
  ),
);

/** Models of one to four regions; each host serves one of them, or is its spare. */
const generatedModel: fc.Arbitrary<GeoModel> = generatedHosts.chain((hosts) => {
  const names = hosts.map(({ name }) => name);
  return fc.record({
    ttl: fc.integer({ min: 1, max: 86_400 }),
    hosts: fc.constant(hosts),
    regions: regionsOf(names),
    overrides: fc.record({
      countries: fc.constantFrom({}, { RU: ["europe"] }),
      continents: fc.constantFrom({}, { AF: ["europe"] }),
    }),
    services: servicesOf(names),
    drained: fc.subarray(names),
    witnesses: fc.subarray(["198.41.0.4", "193.0.14.129", "2001:db8::53"]),
  });
});

/** As the text of orders holds them: what a check does not ask about is `-`, or false. */
const generatedCheck: fc.Arbitrary<Check> = fc
  .record({
    type: fc.constantFrom("http", "https", "tcp"),
    port: fc.integer({ min: 1, max: 65_535 }),
    host: fc.constantFrom("www.example.org", "b.test"),
    path: fc.constantFrom("/", "/healthz?a=b"),
    status: fc.constantFrom("200-399", "204"),
    verify: fc.boolean(),
    timeoutMs: fc.integer({ min: 100, max: 4500 }),
  })
  .map((check) => {
    if (check.type === "https") return check;
    return check.type === "http" ? { ...check, verify: false } : { ...check, host: "-", path: "-", status: "-", verify: false };
  });

const generatedProbes: fc.Arbitrary<readonly Probe[]> = fc.subarray<Probe>([
  { view: "US", v4: "203.0.113.1", v6: "2001:db8:5::1" },
  { view: "DE", v4: "198.51.100.7", v6: undefined },
  { view: "IN", v4: undefined, v6: "2001:db8:6::1" },
]);

const generatedKeys = fc.constantFrom(["country_code"], ["continent/code", "country/iso_code"]);

/** Orders of generated fleets, some hosts of which were taken out and some of which do not serve. */
export const generatedFleet: fc.Arbitrary<GeneratedFleet> = fc
  .tuple(generatedModel, generatedKeys, generatedProbes)
  .chain(([model, keys, probes]) => {
    const hosts = model.hosts.map(({ name }) => name);
    const pairs = model.services.flatMap(({ name, hosts: own }) => own.map((host) => `${name} ${host}`));
    return fc.record({
      orders: fc.constant(geoOrders(model, { keys, probes })),
      state: fc.record({ drained: fc.subarray(hosts), down: fc.subarray(pairs).map((down) => new Set(down)) }),
    });
  });

function addresses(count: number, prefix: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

/** The first region has the first host, so that none is without one. */
function regionsOf(hosts: readonly string[]): fc.Arbitrary<readonly Region[]> {
  const count = Math.min(hosts.length, regionNames.length);
  const choice = fc.record({ region: fc.nat({ max: count - 1 }), isSpare: fc.boolean() });
  return fc.tuple(fc.tuple(...hosts.map(() => choice)), fc.tuple(...regionNames.map(() => place))).map(([choices, places]) =>
    regionNames.slice(0, count).map((name, index): Region => {
      const own = hosts.filter((_, at) => at === index || (at >= count && choices[at]?.region === index));
      const isSpare = (host: string): boolean => host !== own[0] && choices[hosts.indexOf(host)]?.isSpare === true;
      const { latitude, longitude } = places[index] ?? { latitude: 0, longitude: 0 };
      return { name, latitude, longitude, hosts: own.filter((host) => !isSpare(host)), spares: own.filter(isSpare) };
    }),
  );
}

/** Each label is of one service in each zone, so that no name is there twice. */
function servicesOf(hosts: readonly string[]): fc.Arbitrary<readonly GeoService[]> {
  const owners = zones.flatMap((zone) => labels.map((label) => ({ zone, label })));
  return fc.subarray([...serviceNames], { minLength: 1 }).chain((names) =>
    fc.tuple(
      ...names.map((name, index) =>
        fc.record<GeoService>({
          name: fc.constant(name),
          hosts: fc.subarray([...hosts], { minLength: 1 }),
          names: fc
            .subarray(
              owners.filter((_, at) => at % names.length === index),
              { minLength: 1 },
            )
            .map((own) => own.flatMap(({ zone, label }) => steeredNames(name, { [zone]: [label] }, { isAlias: false }))),
          check: generatedCheck,
        }),
      ),
    ),
  );
}
