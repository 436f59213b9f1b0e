import { expect } from "chai";
import { ALL_WELL } from "../../src/geo/answer.ts";
import { lookup, tiersFor, viewFor } from "../../src/geo/lookup.ts";
import { database, orders } from "./small-fleet.ts";

const input = { orders, state: ALL_WELL, database };

describe("lookup", () => {
  const cases: readonly (readonly [string, object, string])[] = [
    ["192.0.2.77", { prefix: 24, found: "DE", view: "DE" }, "eu1,eu2"],
    ["198.51.101.1", { prefix: 23, found: "US", view: "US" }, "us"],
    ["2001:db8::77", { prefix: 32, found: "DE", view: "DE" }, "eu1,eu2"],
    ["2001:db9::1", { prefix: 32, found: "ZZ", view: "*" }, "eu1,eu2"],
    ["10.0.0.1", { prefix: undefined, found: undefined, view: undefined }, "eu1,eu2"],
  ];
  for (const [address, found, hosts] of cases) {
    it(`answers ${address} with ${hosts}`, () => {
      const { answer, tiers, ...rest } = lookup(address, "web", input) ?? { answer: undefined, tiers: undefined };
      expect(rest).to.deep.equal({ service: "web", address, ...found });
      expect(answer?.hosts.map(({ name }) => name).join()).to.equal(hosts);
      expect(tiers?.flat()).to.have.members(["eu1", "eu2", "eu3", "us", "in"]);
    });
  }

  it("knows no other service", () => {
    expect(lookup("192.0.2.77", "wika", input)).to.equal(undefined);
  });
});

describe("viewFor and tiersFor", () => {
  it("fall back to the view of all, which is the order of whom nobody knows", () => {
    expect(viewFor("ZZ", orders)).to.deep.equal({ key: "*", order: orders.rest });
    expect(tiersFor("ZZ", orders)).to.deep.equal(tiersFor(undefined, orders));
  });
});
