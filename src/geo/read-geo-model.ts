import { z } from "zod";
import { Failure, Failures } from "../model/failure.ts";
import type { Host, Inventory } from "../model/host.ts";
import { readRoleVars } from "../model/read-role-vars.ts";
import { GeoMapVars } from "./geo-map-vars.ts";
import type { Check, GeoHost, GeoModel, GeoService, Region } from "./geo-model.ts";
import { geoMistakes } from "./geo-mistakes.ts";
import { steeredNames } from "./steered-name.ts";

/** The inventory variable that holds the model. */
export const GEO_VARIABLE = "geo_map";

type Vars = z.output<typeof GeoMapVars>;

/** What is read of each host that serves. */
const OwnVars = z.object({ addresses: GeoMapVars.shape.addresses });

/**
 * Reads who is served from where out of the variable `geo_map`: the fleet's part as the given host has it, `addresses` of each host that serves.
 * Throws all mistakes together, with their places. `undefined` where the host has no such variable.
 */
export function readGeoModel({ host, inventory }: { readonly host: Host; readonly inventory: Inventory }): GeoModel | undefined {
  if (inventory.roleVars(host, GEO_VARIABLE) === undefined) return undefined;
  const vars = readRoleVars(GeoMapVars, { role: "geo-map", host, inventory });
  const names = [...new Set(Object.values(vars.regions).flatMap(({ hosts, spares }) => [...hosts, ...spares]))];
  const failures: Failure[] = [];
  const hosts = names.flatMap((name) => {
    const one = inventory.host(name);
    return one === undefined ? [] : (hostOf(one, { inventory, failures }) ?? []);
  });
  const model = modelOf(vars, names, hosts);
  for (const { path, message, hint } of geoMistakes(model, { vars, known: inventory.hosts.map((one) => one.name) })) {
    const at = [GEO_VARIABLE, ...path];
    const text = `Cannot steer by ${at.join(".")}: ${message}`;
    failures.push(new Failure("VARS_INVALID", inventory.whereIs(host, at), text, { ...(hint !== undefined && { hint }) }));
  }
  if (failures.length > 0) throw new Failures(failures);
  return model;
}

/** A host's addresses are read from its own variables: what it has for the whole fleet is not looked at again. */
function hostOf(host: Host, { inventory, failures }: { readonly inventory: Inventory; readonly failures: Failure[] }): GeoHost | undefined {
  try {
    const { addresses = [host.address.host] } = readRoleVars(OwnVars, { role: "geo-map", host, inventory });
    return { name: host.name, v4: addresses.filter((one) => /^[\d.]+$/.test(one)), v6: addresses.filter((one) => one.includes(":")) };
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    failures.push(...error.failures);
    return undefined;
  }
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
