import { expect } from "chai";
import type { Host } from "../../src/model/host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { applyTo, planOn, type Ran } from "./fleet.ts";

/** How properties run on real hosts: few and large cases, always the same ones, and no search for a smaller case, for each try costs seconds. */
export const onFleet = { numRuns: 3, seed: 20_260_101, endOnFailure: true } as const;

/** Brings resources to a host and shows that they stay as they are: nothing planned, and the next apply changes nothing, in one exchange. */
export async function settle(host: Host, ...resources: readonly Resource[]): Promise<Ran> {
  const first = await applyTo(host, resources);
  const [failure] = first.failures;
  if (failure !== undefined) throw new Error(`${failure.where}: ${failure.message}\n${failure.output ?? ""}`, { cause: failure });
  expect((await planOn(host, resources)).join("; ")).to.equal("");
  const { summary } = await applyTo(host, resources);
  expect(summary).to.include({ changed: 0, failed: 0, exchanges: 1, outcome: "unchanged" });
  return first;
}
