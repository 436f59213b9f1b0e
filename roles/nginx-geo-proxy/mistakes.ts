import { Failure, Failures, hintOfWords, overrideMistakes, type RoleInput } from "geosteer";
import type { Steering } from "./steering.ts";
import { portOf } from "./upstreams.ts";
import type { ProxyVars, Site } from "./vars.ts";

interface Mistake {
  /** The way to it below `nginx_geo_proxy`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

/** Throws all that a schema cannot see, with their places: unknown regions, countries and hosts, names that are there twice, a proxy before itself. */
export function refuseMistakes({ vars, host, inventory }: RoleInput<ProxyVars>, steering: Steering): void {
  const regions = steering.regions.map(({ name }) => name);
  const hosts = steering.regions.flatMap((region) => [...region.hosts, ...region.spares]);
  const mistakes = [
    ...(regions.length === 0 ? [{ path: ["regions"], message: "there must be a region" }] : []),
    ...overrideMistakes(vars.overrides ?? { countries: {}, continents: {} }, regions).map(({ path, ...rest }) => ({
      path: ["overrides", ...path],
      ...rest,
    })),
    ...unknown(["default_region"], { word: vars.default_region, known: regions, what: "region" }),
    ...steering.regions.flatMap((region) => addressless(region, steering, (name) => inventory.host(name) !== undefined)),
    ...Object.keys(vars.addresses).flatMap((name) => unknown(["addresses", name], { word: name, known: hosts, what: "host of a region" })),
    ...repeatedNames(vars),
    ...Object.entries(vars.sites).flatMap(([name, site]) => siteMistakes(["sites", name], site, { vars, hosts, self: host.name })),
  ];
  if (mistakes.length === 0) return;
  throw new Failures(mistakes.map((mistake) => failure(mistake, (path) => inventory.whereIs(host, path))));
}

function failure({ path, message, hint }: Mistake, whereIs: (path: Mistake["path"]) => string): Failure {
  const at = ["nginx_geo_proxy", ...path];
  return new Failure("VARS_INVALID", whereIs(at), `Cannot proxy by ${at.join(".")}: ${message}`, hint === undefined ? {} : { hint });
}

function unknown(
  path: Mistake["path"],
  { word, known, what }: { readonly word: string | undefined; readonly known: readonly string[]; readonly what: string },
): readonly Mistake[] {
  if (word === undefined || known.includes(word)) return [];
  return [{ path, message: `there is no ${what} "${word}"`, hint: hintOfWords(word, known) }];
}

function addressless(
  { name: region, hosts, spares }: Steering["regions"][number],
  { addresses }: Steering,
  isKnown: (host: string) => boolean,
): readonly Mistake[] {
  return Object.entries({ hosts, spares }).flatMap(([kind, all]) =>
    all.flatMap((host, index) => {
      const path = ["regions", region, kind, index];
      if (addresses.has(host)) return [];
      if (!isKnown(host)) return [{ path, message: `there is no host "${host}" in the inventory, and it is no address` }];
      const hint = `Give \`nginx_geo_proxy: { addresses: { ${host}: … } }\``;
      return [{ path, message: `host ${host} has no address: its ansible_host is a name`, hint }];
    }),
  );
}

function repeatedNames({ sites }: ProxyVars): readonly Mistake[] {
  const first = new Map<string, string>();
  return Object.entries(sites).flatMap(([site, { names }]) =>
    names.flatMap((name, index) => {
      const before = first.get(name);
      first.set(name, before ?? site);
      return before === undefined
        ? []
        : [{ path: ["sites", site, "names", index], message: `the name ${name} is there already, of site ${before}` }];
    }),
  );
}

/** A request to this very nginx would come to the same place again. */
function siteMistakes(
  path: readonly string[],
  site: Site,
  { vars, hosts, self }: { readonly vars: ProxyVars; readonly hosts: readonly string[]; readonly self: string },
): readonly Mistake[] {
  const port = portOf(site);
  const isOwn = [vars.http_port, vars.https_port].includes(port) && (site.hosts ?? hosts).includes(self);
  return [
    ...(site.hosts ?? []).flatMap((word, index) => unknown([...path, "hosts", index], { word, known: hosts, what: "host of a region" })),
    ...(isOwn
      ? [
          {
            path: [...path, "upstream"],
            message: `requests would go round in circles: ${self} is this proxy, and port ${port} its own`,
            hint: "Give `upstream: { port: … }`, or `hosts` without it",
          },
        ]
      : []),
  ];
}
