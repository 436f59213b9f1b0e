import type { z } from "zod";
import { didYouMean, hintOfWords } from "../model/did-you-mean.ts";
import type { GeoMapVars } from "./geo-map-vars.ts";
import type { GeoHost, GeoModel, GeoService, SteeredName } from "./geo-model.ts";
import { overrideMistakes } from "./override-mistakes.ts";

/** What is wrong in a model beside the shape of its variables. */
export interface GeoMistake {
  /** The way to it below `geo_map`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

type Vars = z.output<typeof GeoMapVars>;

/** Finds all that a schema cannot see: unknown hosts, countries and regions, names that are there twice, services that no answer would fit. */
export function geoMistakes(
  model: GeoModel,
  { vars, known }: { readonly vars: Vars; readonly known: readonly string[] },
): readonly GeoMistake[] {
  const regions = Object.keys(vars.regions);
  return [
    ...(regions.length === 0 ? [{ path: ["regions"], message: "there must be a region" }] : []),
    ...Object.entries(vars.regions).flatMap(([name, { hosts, spares }]) => [
      ...unknownHosts(["regions", name, "hosts"], hosts, known),
      ...unknownHosts(["regions", name, "spares"], spares, known),
    ]),
    ...repeatedHosts(vars),
    ...overrideMistakes(vars.overrides, regions).map(({ path, ...rest }) => ({ path: ["overrides", ...path], ...rest })),
    ...vars.drained.flatMap((host, index) => outsideRegions(["drained", index], host, model)),
    ...model.hosts.filter(({ v4, v6 }) => v4.length + v6.length === 0).map(addressless),
    ...model.services.flatMap((service) => serviceMistakes(service, model, vars)),
    ...repeatedNames(model),
  ];
}

function unknownHosts(path: readonly string[], hosts: readonly string[], known: readonly string[]): readonly GeoMistake[] {
  return hosts.flatMap((host, index) =>
    known.includes(host)
      ? []
      : [{ path: [...path, index], message: `there is no host "${host}" in the inventory${didYouMean(host, known)}` }],
  );
}

/** A host of two regions would be in two places. */
function repeatedHosts({ regions }: Vars): readonly GeoMistake[] {
  const first = new Map<string, string>();
  return Object.entries(regions).flatMap(([region, { hosts, spares }]) =>
    [...hosts, ...spares].flatMap((host) => {
      const before = first.get(host);
      first.set(host, region);
      return before === undefined ? [] : [{ path: ["regions", region], message: `host "${host}" is in region ${before} already` }];
    }),
  );
}

function outsideRegions(path: GeoMistake["path"], host: string, { regions }: GeoModel): readonly GeoMistake[] {
  const known = regions.flatMap(({ hosts, spares }) => [...hosts, ...spares]);
  return known.includes(host) ? [] : [{ path, message: `host "${host}" is in no region`, hint: hintOfWords(host, known) }];
}

function addressless({ name }: GeoHost): GeoMistake {
  return {
    path: ["addresses"],
    message: `host ${name} has no public address, and its ansible_host is none`,
    hint: `Give \`geo_map: { addresses: […] }\` in host_vars/${name}.yml`,
  };
}

function serviceMistakes(service: GeoService, model: GeoModel, { services }: Vars): readonly GeoMistake[] {
  const { name, hosts, names } = service;
  const path = ["services", name];
  const given = services[name]?.hosts ?? [];
  return [
    ...given.flatMap((host, index) => outsideRegions([...path, "hosts", index], host, model)),
    ...names.filter(isInFull).map(({ label, zone }) => inFull(path, label, zone)),
    ...(names.length === 0 ? [{ path, message: "it has no name", hint: "Give `names`, or `zones` for all services" }] : []),
    ...(commonFamily(hosts, model)
      ? []
      : [{ path, message: "no family of addresses is common to all its hosts, so that the zone could hold neither A nor AAAA for it" }]),
  ];
}

function isInFull({ label, zone }: SteeredName): boolean {
  return label === zone || label.endsWith(`.${zone}`);
}

function inFull(path: GeoMistake["path"], label: string, zone: string): GeoMistake {
  const meant = label === zone ? "@" : label.slice(0, -zone.length - 1);
  return { path, message: `"${label}" would be ${label}.${zone}`, hint: `Names are inside their zone: write "${meant}"` };
}

function commonFamily(hosts: readonly string[], model: GeoModel): boolean {
  const own = model.hosts.filter(({ name, v4, v6 }) => hosts.includes(name) && v4.length + v6.length > 0);
  return own.every(({ v4 }) => v4.length > 0) || own.every(({ v6 }) => v6.length > 0);
}

/** Names of all services, and the per-host names that are made from them; where the former is there already, the latter are too, and are not told. */
function repeatedNames({ services, regions }: GeoModel): readonly GeoMistake[] {
  const hosts = [...new Set(regions.flatMap((region) => [...region.hosts, ...region.spares]))];
  const first = new Map<string, string>();
  return services.flatMap(({ name, names }) =>
    names.flatMap(({ owner, label, isAlias }) => {
      const ofHosts = isAlias || label === "@" ? [] : hosts.map((host) => owner.replace(label, `${label}.${host}`));
      const owners = first.has(owner) ? [owner] : [owner, ...ofHosts];
      return owners.flatMap((one) => {
        const before = first.get(one);
        first.set(one, name);
        return before === undefined
          ? []
          : [{ path: ["services", name], message: `the name ${one} is there already, of service ${before}` }];
      });
    }),
  );
}
