import { expect } from "chai";
import fc from "fast-check";
import { ALL_WELL, answerOf, type GeoState } from "../../src/geo/answer.ts";
import { generatedFleet } from "../support/generated-orders.ts";
import { orders, service } from "./small-fleet.ts";

const tiers = [["eu1", "eu2"], ["eu3"], ["us"], ["in"]];

describe("answerOf", () => {
  const cases: readonly {
    readonly title: string;
    readonly name?: "web" | "wiki";
    readonly state?: Partial<GeoState>;
    readonly declared?: readonly string[];
    readonly hosts: string;
    readonly why?: "healthy" | "last resort";
  }[] = [
    { title: "all healthy hosts of the nearest region", hosts: "eu1,eu2" },
    { title: "the others of a region that has lost one", state: { down: new Set(["web eu1"]) }, hosts: "eu2" },
    { title: "spares only where none else of their region is healthy", state: { down: new Set(["web eu1", "web eu2"]) }, hosts: "eu3" },
    { title: "the next region after spares", state: { drained: ["eu3"], down: new Set(["web eu1", "web eu2"]) }, hosts: "us" },
    { title: "those that run the service", name: "wiki", hosts: "eu1" },
    { title: "what is down for another service", name: "wiki", state: { down: new Set(["web eu1"]) }, hosts: "eu1" },
    { title: "none that was taken out by declaration", declared: ["eu1"], hosts: "eu2" },
    { title: "none that was taken out by hand", state: { drained: ["eu2"] }, hosts: "eu1" },
    {
      title: "dead hosts where all are dead, the nearest that nobody took out",
      state: { drained: ["eu1", "eu2"], down: new Set(["eu1", "eu2", "eu3", "us", "in"].map((host) => `web ${host}`)) },
      hosts: "eu3",
      why: "last resort",
    },
    {
      title: "the nearest where all were taken out",
      state: { drained: ["eu1", "eu2", "eu3", "us", "in"] },
      hosts: "eu1,eu2",
      why: "last resort",
    },
  ];
  for (const { title, name = "web", state, declared = [], hosts, why = "healthy" } of cases) {
    it(`holds ${title}`, () => {
      const answer = answerOf(service(name), tiers, { orders: { ...orders, drained: declared }, state: { ...ALL_WELL, ...state } });
      expect([answer.hosts.map((host) => host.name).join(), answer.why]).to.deep.equal([hosts, why]);
    });
  }

  it("is empty for tiers without a host of the service", () => {
    expect(answerOf(service("wiki"), [["in"]], { orders, state: ALL_WELL }).hosts).to.deep.equal([]);
  });

  it("never holds nobody, nor a dead host beside a healthy one, nor hosts of two tiers", () => {
    fc.assert(
      fc.property(generatedFleet, ({ orders: given, state }) => {
        for (const one of given.services) {
          for (const order of given.orders) {
            const { hosts, why } = answerOf(one, order, { orders: given, state });
            const isWell = (host: string): boolean =>
              !given.drained.includes(host) && !state.drained.includes(host) && !state.down.has(`${one.name} ${host}`);
            expect(hosts).to.not.deep.equal([]);
            expect(hosts.every(({ name }) => isWell(name))).to.equal(why === "healthy");
            expect(one.hosts.some(isWell)).to.equal(why === "healthy");
            expect(order.filter((tier) => hosts.some(({ name }) => tier.includes(name))).length).to.equal(1);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
