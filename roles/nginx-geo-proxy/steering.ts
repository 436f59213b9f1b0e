import { Failure, type GeoModel, readGeoModel, type RoleInput } from "geosteer";
import type { ProxyVars } from "./vars.ts";

/** Among which regions a proxy chooses, and where their hosts are. */
export interface Steering extends Pick<GeoModel, "regions" | "overrides" | "drained"> {
  /** By a host's name; one that has none is not there. */
  readonly addresses: ReadonlyMap<string, string>;
}

const NONE = { countries: {}, continents: {} };

/** The regions of the role's own variables, or else those of `geo_map`, with its overrides and what it has drained. */
export function steeringOf(input: RoleInput<ProxyVars>): Steering {
  const { regions: own, overrides } = input.vars;
  if (own === undefined) return steeringOfMap(input);
  const regions = Object.entries(own).map(([name, { at, hosts, spares }]) => {
    const [latitude, longitude] = at;
    return { name, latitude, longitude, hosts, spares };
  });
  return { regions, overrides: overrides ?? NONE, drained: [], addresses: addressesOf(input, regions) };
}

function steeringOfMap(input: RoleInput<ProxyVars>): Steering {
  const { host, inventory, vars } = input;
  const model = readGeoModel(input);
  if (model === undefined) {
    throw new Failure(
      "VARS_INVALID",
      inventory.whereIs(host, ["nginx_geo_proxy"]),
      "Cannot proxy by nginx_geo_proxy: there are no regions",
      {
        hint: "Give `nginx_geo_proxy: { regions: … }`, or `geo_map`",
      },
    );
  }
  const { regions, drained, hosts } = model;
  const public_ = hosts.flatMap(({ name, v4, v6 }) => [...v4, ...v6].slice(0, 1).map((address) => [name, address] as const));
  const addresses = new Map([...public_, ...Object.entries(vars.addresses)]);
  return { regions, overrides: vars.overrides ?? model.overrides, drained, addresses };
}

/** What stands as a host may be its address; nginx looks names up only when it starts, so that a host's name is never given to it. */
function addressesOf({ vars, inventory }: RoleInput<ProxyVars>, regions: GeoModel["regions"]): ReadonlyMap<string, string> {
  const names = regions.flatMap(({ hosts, spares }) => [...hosts, ...spares]);
  return new Map(
    names.flatMap((name) => {
      const address = vars.addresses[name] ?? inventory.host(name)?.address.host ?? name;
      return isAddress(address) ? [[name, address] as const] : [];
    }),
  );
}

function isAddress(text: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(text) || text.includes(":");
}
