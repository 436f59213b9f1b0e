import { expect } from "chai";
import { unknownUnit } from "../../src/facts/unit-enablement.ts";
import type { UnitState } from "../../src/facts/unit-state.ts";
import type { Change } from "../../src/model/change.ts";
import type { missing } from "../../src/model/fact.ts";
import type { Resource } from "../../src/model/resource.ts";
import { service } from "../../src/resources/service.ts";
import { askWith } from "./fake-ask.ts";

/** A unit that is installed and stopped. */
export const inactive: UnitState = { ...unknownUnit("web.service"), load: "loaded", file: "disabled", type: "notify", canReload: true };
/** The same, running. */
export const active: UnitState = { ...inactive, active: "active", sub: "running" };
/** The same, stopped and masked. */
export const masked: UnitState = { ...inactive, load: "masked", file: "masked" };

/** Makes a resource with a digest, and a change in this run or none. */
export function watched(id: string, changes: "none" | "pending" | "bookkeeping" = "none"): Resource {
  const change: Change = {
    resource: id,
    title: "change it",
    commands: [],
    blobs: [],
    timeoutMs: 1,
    ...(changes === "bookkeeping" && { bookkeeping: true }),
  };
  return {
    id,
    kind: "file",
    title: id,
    plan: async () => await Promise.resolve(changes === "none" ? [] : [change]),
    digest: async () => await Promise.resolve(`digest of ${id}`),
  };
}

/** A resource that stays as it is. */
export const config = watched("file:/conf");
/** The same resource, with a change in this run. */
export const changing = watched("file:/conf", "pending");
/** Another one that stays. */
export const unitFile = watched("systemdUnit:web.service");
/** Stamps of a unit that has read `config`. */
export const read = new Map([["file:/conf", "digest of file:/conf"]]);
/** Stamps of a unit that has read another state of it. */
export const stale = new Map([["file:/conf", "another"]]);

/** A unit as it is, what is declared of it, and what is planned. */
export interface ServiceCase {
  readonly title: string;
  readonly want: Omit<Parameters<typeof service>[0], "unit">;
  readonly state?: UnitState | typeof missing;
  readonly stamps?: ReadonlyMap<string, string> | typeof missing;
  /** Titles; `~` before a reaction, `.` before bookkeeping. */
  readonly changes: readonly string[];
  /** Words in this order in the commands. */
  readonly runs?: readonly string[];
}

/** Plans `web.service`, which is installed and stopped unless the case says otherwise. */
export async function planService(
  want: ServiceCase["want"],
  { state = inactive, stamps }: Pick<ServiceCase, "state" | "stamps">,
): Promise<readonly Change[]> {
  return await service({ unit: "web", ...want }).plan(askWith({ "unit-state": () => state, stamps: () => stamps }));
}

/** Makes a test of each case. */
export function testServices(cases: readonly ServiceCase[]): void {
  for (const { title, want, changes, runs = [], ...seen } of cases) {
    it(`plans ${changes.join(", ") || "nothing"} for a unit that ${title}`, async () => {
      const planned = await planService(want, seen);
      expect(planned.map((change) => `${change.reaction ? "~" : ""}${change.bookkeeping ? "." : ""}${change.title}`)).to.deep.equal(
        changes,
      );
      const text = planned.flatMap(({ commands }) => commands.map((command) => command.text)).join("\n");
      const places = runs.map((words) => text.indexOf(words));
      expect(places).to.deep.equal(places.filter((place) => place >= 0).toSorted((a, b) => a - b));
    });
  }
}
