import { expect } from "chai";
import type { Host } from "../../src/model/host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { applyTo, planOn, type Ran } from "./fleet.ts";

/** How properties run on real hosts: few and large cases, always the same ones, and no search for a smaller case, for each try costs seconds. */
export const onFleet = { numRuns: 4, seed: 20_260_101, endOnFailure: true } as const;

/** Brings resources to a host and shows that they stay as they are: nothing planned, and the next apply changes nothing, in one exchange. */
export async function settle(host: Host, ...resources: readonly Resource[]): Promise<Ran> {
  const first = await applyTo(host, resources);
  expect(first.failures.map(({ where, message, output }) => `${where}: ${message}\n${output ?? ""}`)).to.deep.equal([]);
  expect(await planOn(host, resources)).to.deep.equal([]);
  const { summary } = await applyTo(host, resources);
  expect(summary).to.include({ changed: 0, failed: 0, exchanges: 1, outcome: "unchanged" });
  return first;
}
