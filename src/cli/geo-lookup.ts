import { z } from "zod";
import { countryName } from "../geo/countries.ts";
import { explainAnswer, type Verdict } from "../geo/explain-answer.ts";
import { countryOf } from "../geo/geo-orders.ts";
import { type Lookup, lookup as look } from "../geo/lookup.ts";
import { rankRegions } from "../geo/region-order.ts";
import { Failure } from "../model/failure.ts";
import { renderTable } from "../report/render-table.ts";
import type { LoadedGeo } from "../run/load-geo.ts";
import { OK } from "./exit-status.ts";
import { addModelFlags, type GeoFlags, geoOf } from "./geo-verb.ts";
import type { Verb } from "./verb.ts";

/** `infra geo lookup` */
export const lookup: Verb<GeoFlags> = {
  name: "lookup",
  args: "<address>",
  summary: "tell who answers an address, and why",
  description:
    "Tell for each service which hosts answer an address, step by step: what the country database says of it, the order of regions for that country, which " +
    "hosts are left out and why. Health is not asked for: all hosts are taken for healthy but those of --down.",
  addFlags: addModelFlags,
  async action([address = ""], call) {
    if (!z.union([z.ipv4(), z.ipv6()]).safeParse(address).success) {
      throw new Failure("USAGE", "address", `Cannot look up "${address}": it is no IPv4 or IPv6 address`);
    }
    const geo = await geoOf(call);
    const found = geo.services.flatMap(({ name }) => look(address, name, geo) ?? []);
    const { flags, surroundings } = call;
    const text = flags.json ? found.map((one) => `${JSON.stringify(asJson(one, geo))}\n`).join("") : render(found, geo);
    surroundings.stdout.write(text);
    return OK;
  },
};

function render(found: readonly Lookup[], geo: LoadedGeo): string {
  const [first] = found;
  if (first === undefined) return "There is no service.\n";
  return [`${networkLine(first, geo)}\n${regionsLine(first, geo)}\n`, ...found.map((one) => renderAnswer(one, geo))].join("\n");
}

function networkLine({ address, prefix, found }: Lookup, { database, databasePath }: LoadedGeo): string {
  const source = `${databasePath} of ${database.builtAt.slice(0, 10)}`;
  if (found === undefined) return `${address} is not known to ${source}`;
  const country = countryOf(found);
  return `${address} is in ${found}${country === "*" ? "" : `, ${countryName(country)}`}, by its network of ${prefix} bits in ${source}`;
}

function regionsLine(one: Lookup, { model }: LoadedGeo): string {
  const country = one.view === undefined || one.view === "*" ? undefined : countryOf(one.view);
  if (country === undefined)
    return `Nearest regions cannot be told; they come as listed: ${model.regions.map(({ name }) => name).join(", ")}`;
  const ranked = rankRegions(country, model.regions, model.overrides);
  const words = ranked.map(({ name, km }) => `${name} ${km === undefined ? "by override" : `${Math.round(km).toLocaleString("en")} km`}`);
  return `Nearest regions to its people: ${words.join(", ")}`;
}

function renderAnswer(one: Lookup, geo: LoadedGeo): string {
  const { orders } = geo;
  const owners = orders.names.filter(({ service }) => service === one.service).map(({ owner }) => owner.slice(0, -1));
  const map = one.view === undefined ? "the second map, for addresses that are not known" : `view ${one.view}`;
  const steps = renderTable(
    [{ heading: "  host" }, { heading: "tier", align: "right" }, { heading: "verdict" }],
    stepsOf(one, geo).map(({ host, tier, verdict }) => [`  ${host}`, String(tier), sentences[verdict]]),
  );
  const { v4, v6 } = addressesOf(one);
  const records = [...v4.map((address) => `A ${address}`), ...v6.map((address) => `AAAA ${address}`)];
  return `${one.service} (${owners.join(", ")}), ${map}\n${steps}  ${records.join(", ")}, TTL ${orders.ttl}\n`;
}

const sentences: Readonly<Record<Verdict, string>> = {
  answers: "answers",
  "last resort": "answers, though it is down or drained: there is none else",
  "does not run it": "does not run the service",
  drained: "was taken out (drained)",
  down: "is down (--down)",
  farther: "would answer if those before it were down",
};

function asJson(one: Lookup, geo: LoadedGeo): object {
  const { service, address, prefix, found, view, answer } = one;
  const hosts = answer.hosts.map(({ name }) => name);
  return {
    type: "lookup",
    service,
    address,
    prefix,
    found,
    view,
    steps: stepsOf(one, geo),
    hosts,
    ...addressesOf(one),
    ttl: geo.orders.ttl,
  };
}

function stepsOf({ service, tiers, answer }: Lookup, { orders, state, services }: LoadedGeo): ReturnType<typeof explainAnswer> {
  const own = services.find(({ name }) => name === service);
  return own ? explainAnswer(own, tiers, { orders, state, answer: answer.hosts.map(({ name }) => name) }) : [];
}

function addressesOf({ answer: { hosts } }: Lookup): { readonly v4: readonly string[]; readonly v6: readonly string[] } {
  return { v4: hosts.flatMap(({ v4 }) => v4), v6: hosts.flatMap(({ v6 }) => v6) };
}
