import { expect } from "chai";
import type { GeoCheck } from "../../src/geo/geo-status.ts";
import { servedRegions } from "../../src/geo/served-regions.ts";
import { orders } from "./small-fleet.ts";

const small = { ...orders, views: orders.views.filter(({ key }) => ["DE", "FR", "US", "IN", "*"].includes(key)) };

function dead(service: string, host: string): GeoCheck {
  return { service, host, status: "down", since: 0, passes: 0, inMap: false, reason: "connection refused" };
}

function told(status: Parameters<typeof servedRegions>[1]): readonly string[] {
  return servedRegions(small, status).map(
    ({ service, nearest, answer, views }) => `${service}: ${nearest.join()} → ${answer.join()} for ${views.join()}`,
  );
}

describe("servedRegions", () => {
  it("gathers countries that have the same hosts nearest and get the same answer", () => {
    expect(told({ drains: [], checks: [] })).to.deep.equal([
      "web: eu1,eu2 → eu1,eu2 for DE,FR,*",
      "web: in → in for IN",
      "web: us → us for US",
      "wiki: eu1,eu2 → eu1 for DE,FR,*",
      "wiki: in → eu1 for IN",
      "wiki: us → us for US",
    ]);
  });

  it("leaves out who is drained, and who does not serve", () => {
    const drains = [{ host: "us", since: 0, by: "arya" }];
    expect(told({ drains, checks: [dead("web", "eu2"), { ...dead("web", "in"), inMap: true }] }).slice(0, 3)).to.deep.equal([
      "web: eu1,eu2 → eu1 for DE,FR,*",
      "web: in → in for IN",
      "web: us → eu1 for US",
    ]);
  });
});
