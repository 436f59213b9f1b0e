import { expect } from "chai";
import type { Host } from "../../src/model/host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { applyTo } from "./fleet.ts";

/** Titles of what an apply did to units: the rest is what files and packages say of themselves. */
export async function reactionsOf(host: Host, resources: readonly Resource[]): Promise<readonly string[]> {
  const { events, failures } = await applyTo(host, resources);
  if (failures[0] !== undefined) throw new Error(`${failures[0].message}\n${failures[0].output ?? ""}`);
  return events.flatMap((event) =>
    event.type === "change-end" && /^(?:start|stop|reload|restart) /.test(event.title) ? [event.title] : [],
  );
}

/** Shows that a checker refuses the resources, that nothing at all was changed, and returns its words. */
export async function refusalOf(host: Host, resources: readonly Resource[]): Promise<string> {
  const { failures, summary } = await applyTo(host, resources);
  expect(failures[0]).to.include({ code: "VALIDATION_FAILED" });
  expect(summary).to.include({ changed: 0, failed: 1 });
  return failures[0]?.output ?? "";
}
