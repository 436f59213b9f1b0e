import { Failure, Failures, hintOfWords, type RoleInput } from "geosteer";
import { BUILT_IN } from "./caddyfile.ts";
import { type Naming, namesOf, zonedName } from "./names.ts";
import type { OnionTarget } from "./onion.ts";
import type { Site } from "./site-vars.ts";
import type { CaddyVars } from "./vars.ts";

interface Mistake {
  /** The way to it below `caddy`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

interface Given {
  readonly naming: Naming;
  readonly onion: OnionTarget | undefined;
}

/** Throws all that a schema cannot see, with their places: names outside every zone or there twice, unknown snippets and hosts, an onion service that leads elsewhere. */
export function refuseMistakes(input: RoleInput<CaddyVars>, given: Given): void {
  const { vars, host, inventory } = input;
  const mistakes = [
    ...Object.entries(vars.sites).flatMap(([name, site]) => siteMistakes(name, site, { ...given, input })),
    ...repeatedNames(vars, { host: host.name, naming: given.naming }),
    ...Object.keys(vars.snippets)
      .filter((name) => BUILT_IN.includes(name) || name.startsWith("site-"))
      .map((name) => ({ path: ["snippets", name], message: `the name ${name} is the role's own` })),
    ...onionMistakes(vars, given.onion),
  ];
  if (mistakes.length === 0) return;
  throw new Failures(
    mistakes.map(({ path, message, hint }: Mistake) => {
      const at = ["caddy", ...path];
      return new Failure(
        "VARS_INVALID",
        inventory.whereIs(host, at),
        `Cannot serve by ${at.join(".")}: ${message}`,
        hint === undefined ? {} : { hint },
      );
    }),
  );
}

function siteMistakes(name: string, site: Site, { naming, input }: Given & { readonly input: RoleInput<CaddyVars> }): readonly Mistake[] {
  const { vars, inventory } = input;
  const path = ["sites", name];
  const snippets = ["privacy", ...Object.keys(vars.snippets)];
  const hosts = inventory.hosts.map((one) => one.name);
  return [
    ...outsiders(path, site, naming),
    ...nameless(path, name, site, naming),
    ...unknown([...path, "snippets"], { words: site.snippets, known: snippets, what: "snippet" }),
    ...unknown([...path, "only"], { words: site.only ?? [], known: hosts, what: "host in the inventory" }),
    ...(site.short !== undefined && vars.short_zones.length === 0
      ? [{ path: [...path, "short"], message: "there are no zones for short names", hint: "Give `caddy: { short_zones: … }`" }]
      : []),
    ...(site.onion && vars.onion === undefined
      ? [{ path: [...path, "onion"], message: "there is no onion service", hint: "Give `caddy: { onion: { service: … } }`" }]
      : []),
  ];
}

function outsiders(path: Mistake["path"], { names = [] }: Site, { known }: Naming): readonly Mistake[] {
  return names.flatMap((name, index) =>
    zonedName(name, known).length > 0
      ? []
      : [{ path: [...path, "names", index], message: `the name ${name} is outside of every zone`, hint: zonesHint(known) }],
  );
}

/** A site whose names come by themselves has none where there is no zone. */
function nameless(path: Mistake["path"], name: string, site: Site, naming: Naming): readonly Mistake[] {
  const isNamed = site.names !== undefined || namesOf(name, site, { host: "", naming }).shared.length > 0;
  return isNamed || site.onion
    ? []
    : [{ path, message: "it has no name: there are no zones", hint: "Give `caddy: { zones: … }`, or `names`" }];
}

function zonesHint(known: readonly string[]): string {
  return known.length === 0 ? "There are no zones: give `caddy: { zones: … }`" : `known: ${known.join(", ")}`;
}

function unknown(
  path: Mistake["path"],
  { words, known, what }: { readonly words: readonly string[]; readonly known: readonly string[]; readonly what: string },
): readonly Mistake[] {
  return words.flatMap((word, index) =>
    known.includes(word) ? [] : [{ path: [...path, index], message: `there is no ${what} "${word}"`, hint: hintOfWords(word, known) }],
  );
}

function repeatedNames(vars: CaddyVars, place: { readonly host: string; readonly naming: Naming }): readonly Mistake[] {
  const first = new Map<string, string>();
  return Object.entries(vars.sites).flatMap(([site, given]) => {
    const { shared, own } = namesOf(site, given, place);
    return [...shared, ...own].flatMap(({ name }) => {
      const before = first.get(name);
      first.set(name, before ?? site);
      return before === undefined ? [] : [{ path: ["sites", site], message: `the name ${name} is there already, of site ${before}` }];
    });
  });
}

function onionMistakes({ onion }: CaddyVars, target: OnionTarget | undefined): readonly Mistake[] {
  if (onion?.service === undefined) return [];
  const path = ["onion", "service"];
  if (target === undefined) {
    return [
      { path, message: `there is no onion service "${onion.service}"`, hint: "Its key and ports belong into `tor: { services: … }`" },
    ];
  }
  const wanted = `127.0.0.1:${onion.port}`;
  if (target.leadsTo === wanted) return [];
  return [
    {
      path,
      message: `port 80 of it leads to ${target.leadsTo ?? "nowhere"}, not to ${wanted}`,
      hint: `Give \`ports: { 80: "${wanted}" }\` in \`tor\``,
    },
  ];
}
