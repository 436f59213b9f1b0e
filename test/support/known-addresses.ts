import { randomBytes } from "node:crypto";
import { type KnownNetwork, textOf } from "../../src/formats/country-database.ts";
import { ALL_WELL } from "../../src/geo/answer.ts";
import { lookup } from "../../src/geo/lookup.ts";
import type { LoadedGeo } from "../../src/run/load-geo.ts";
import type { Question } from "./lab-client.ts";

/** As many addresses of each family, by chance: any of its networks, any address in it. */
export function knownAddresses({ database, orders }: LoadedGeo, count: number): readonly string[] {
  const networks: Record<4 | 6, KnownNetwork[]> = { 4: [], 6: [] };
  for (const network of database.networks(orders.keys)) networks[network.family].push(network);
  return ([4, 6] as const).flatMap((family) => Array.from({ length: count }, () => addressOf(anyOf(networks[family]))));
}

/** As many addresses of each family that the database does not know. */
export function unknownAddresses({ database, orders }: LoadedGeo, count: number): readonly string[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const addresses = [...numbers.map((number) => `10.${number}.1.${number}`), ...numbers.map((number) => `fd00:${number}::1`)];
  return addresses.filter((address) => database.lookup(address, orders.keys) === undefined);
}

/** What name servers have to answer to any address while all are well: as `infra geo lookup` says. In the form of `askServer`. */
export function wantedAnswer({ orders, database }: LoadedGeo, service: string, { from, type }: Question): string {
  const found = lookup(from, service, { orders, database, state: ALL_WELL });
  const hosts = found?.answer.hosts ?? [];
  return hosts
    .flatMap(({ v4, v6 }) => (type === "A" ? v4 : v6.map(shortened)))
    .sort()
    .join(" ");
}

function addressOf({ first, prefix, family }: KnownNetwork): string {
  const size = 1n << BigInt((family === 4 ? 32 : 128) - prefix);
  return textOf(first + (BigInt(`0x${randomBytes(16).toString("hex")}`) % size), family);
}

function anyOf<Item>(items: readonly Item[]): Item {
  const one = items[randomBytes(6).readUIntBE(0, 6) % items.length];
  if (one === undefined) throw new TypeError("there is none");
  return one;
}

/** As kdig writes it. */
function shortened(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
