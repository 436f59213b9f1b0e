import { Resolver } from "node:dns/promises";

/** Asks a resolver, by its address (with a port behind it where it is another than 53), for the name servers of a zone; without their last dots. */
export async function seenDelegation(zone: string, resolver: string): Promise<readonly string[]> {
  const asking = new Resolver({ timeout: 2000, tries: 2 });
  asking.setServers([resolver]);
  return (await asking.resolveNs(zone.replace(/\.$/, ""))).map((name) => name.toLowerCase()).sort();
}
