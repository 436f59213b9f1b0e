import { expect } from "chai";
import { answerOf, type GeoState } from "../../src/geo/answer.ts";
import { explainAnswer } from "../../src/geo/explain-answer.ts";
import type { Orders } from "../../src/geo/orders.ts";
import { orders, service } from "./small-fleet.ts";

const tiers = [["eu1", "eu2"], ["eu3"], ["us"], ["in"]];

describe("explainAnswer", () => {
  const cases: readonly {
    readonly title: string;
    readonly name: "web" | "wiki";
    readonly state?: Partial<GeoState>;
    readonly drained?: readonly string[];
    readonly says: readonly string[];
  }[] = [
    { title: "all well", name: "web", says: ["eu1 1 answers", "eu2 1 answers", "eu3 2 farther", "us 3 farther", "in 4 farther"] },
    {
      title: "a service of some hosts",
      name: "wiki",
      says: ["eu1 1 answers", "eu2 1 does not run it", "eu3 2 does not run it", "us 3 farther", "in 4 does not run it"],
    },
    {
      title: "hosts that are down and taken out, by hand and by declaration",
      name: "web",
      state: { drained: ["eu1"], down: new Set(["web eu2", "wiki us"]) },
      drained: ["eu3"],
      says: ["eu1 1 drained", "eu2 1 down", "eu3 2 drained", "us 3 answers", "in 4 farther"],
    },
    {
      title: "none that is healthy",
      name: "wiki",
      state: { down: new Set(["wiki eu1", "wiki us"]) },
      says: ["eu1 1 last resort", "eu2 1 does not run it", "eu3 2 does not run it", "us 3 down", "in 4 does not run it"],
    },
  ];
  for (const { title, name, state, drained = [], says } of cases) {
    it(`tells of ${title}`, () => {
      const given = { orders: { ...orders, drained } satisfies Orders, state: { drained: [], down: new Set<string>(), ...state } };
      const answer = answerOf(service(name), tiers, given).hosts.map((host) => host.name);
      const steps = explainAnswer(service(name), tiers, { ...given, answer });
      expect(steps.map(({ host, tier, verdict }) => `${host} ${tier} ${verdict}`)).to.deep.equal(says);
    });
  }
});
