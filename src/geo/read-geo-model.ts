import type { z } from "zod";
import { Failure, Failures } from "../model/failure.ts";
import type { Host, Inventory } from "../model/host.ts";
import { parseBySchema } from "../model/parse-by-schema.ts";
import { GeoMapVars } from "./geo-map-vars.ts";
import type { Check, GeoHost, GeoModel, GeoService, Region } from "./geo-model.ts";
import { geoMistakes } from "./geo-mistakes.ts";
import { steeredNames } from "./steered-name.ts";

/** The inventory variable that holds the model. */
export const GEO_VARIABLE = "geo_map";

type Vars = z.output<typeof GeoMapVars>;

/**
 * Reads who is served from where out of the variable `geo_map`: the fleet's part as the given host has it, `addresses` of each host that serves.
 * Throws all mistakes together, with their places. `undefined` where the host has no such variable.
 */
export function readGeoModel({ host, inventory }: { readonly host: Host; readonly inventory: Inventory }): GeoModel | undefined {
  if (inventory.roleVars(host, GEO_VARIABLE) === undefined) return undefined;
  const vars = readVars(host, inventory);
  const names = [...new Set(Object.values(vars.regions).flatMap(({ hosts, spares }) => [...hosts, ...spares]))];
  const failures: Failure[] = [];
  const hosts = names.flatMap((name) => {
    const one = inventory.host(name);
    return one === undefined ? [] : (hostOf(one, { inventory, failures }) ?? []);
  });
  const model = modelOf(vars, names, hosts);
  for (const { path, message, hint } of geoMistakes(model, { vars, knows: (name) => inventory.host(name) !== undefined })) {
    const at = [GEO_VARIABLE, ...path];
    const text = `Cannot steer by ${at.join(".")}: ${message}`;
    failures.push(new Failure("VARS_INVALID", inventory.whereIs(host, at), text, { ...(hint !== undefined && { hint }) }));
  }
  if (failures.length > 0) throw new Failures(failures);
  return model;
}

function readVars(host: Host, inventory: Inventory): Vars {
  const parsed = parseBySchema(GeoMapVars, inventory.roleVars(host, GEO_VARIABLE));
  if (parsed.outcome === "fits") return parsed.data;
  throw new Failures(
    parsed.mistakes.map(({ path, message, ...details }) => {
      const at = [GEO_VARIABLE, ...path];
      return new Failure("VARS_INVALID", inventory.whereIs(host, at), `Cannot steer by ${at.join(".")}: ${message}`, details);
    }),
  );
}

/** A host's addresses are read from its own variables: what it has for the whole fleet is not looked at again. */
function hostOf(host: Host, { inventory, failures }: { readonly inventory: Inventory; readonly failures: Failure[] }): GeoHost | undefined {
  const own = inventory.roleVars(host, GEO_VARIABLE);
  const given: unknown = typeof own === "object" && own !== null && "addresses" in own ? own["addresses"] : undefined;
  const parsed = parseBySchema(GeoMapVars.shape.addresses, given);
  if (parsed.outcome === "refused") {
    for (const { path, message, ...details } of parsed.mistakes) {
      const at = [GEO_VARIABLE, "addresses", ...path];
      const text = `Cannot steer to ${host.name}: ${at.join(".")}: ${message}`;
      failures.push(new Failure("VARS_INVALID", inventory.whereIs(host, at), text, details));
    }
    return undefined;
  }
  const addresses = parsed.data ?? [host.address.host];
  return { name: host.name, v4: addresses.filter((one) => /^[\d.]+$/.test(one)), v6: addresses.filter((one) => one.includes(":")) };
}

function modelOf(vars: Vars, names: readonly string[], hosts: readonly GeoHost[]): GeoModel {
  const regions = Object.entries(vars.regions).map(
    ([
      name,
      {
        at: [latitude, longitude],
        ...rest
      },
    ]): Region => ({ name, latitude, longitude, ...rest }),
  );
  const services = Object.entries(vars.services).map(([name, one]): GeoService => {
    const labels = one.names ?? Object.fromEntries(vars.zones.map((zone) => [zone, [name]]));
    const all = [...steeredNames(name, labels, { isAlias: false }), ...steeredNames(name, one.aliases, { isAlias: true })];
    const runs = one.hosts ?? names;
    return {
      name,
      hosts: [...names.filter((host) => runs.includes(host)), ...runs.filter((host) => !names.includes(host))],
      names: all,
      check: checkOf(one.check, all[0]?.owner ?? name),
    };
  });
  const { ttl, overrides, drained, witnesses } = vars;
  return { ttl, hosts, regions, overrides, services, drained, witnesses };
}

function checkOf({ timeout_ms, ...check }: Vars["services"][string]["check"], owner: string): Check {
  const port = check.port ?? (check.type === "https" ? 443 : 80);
  return { ...check, port, host: check.host ?? owner.replace(/\.$/, ""), timeoutMs: timeout_ms };
}
