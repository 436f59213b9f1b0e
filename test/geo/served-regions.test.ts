import { expect } from "chai";
import type { Orders } from "../../src/geo/orders.ts";
import { servedRegions } from "../../src/geo/served-regions.ts";

const check = { type: "tcp", port: 22, host: "x", path: "/", status: "200", verify: false, timeoutMs: 1000 } as const;
const orders: Orders = {
  ttl: 30,
  keys: ["country_code"],
  hosts: ["eu", "us", "in"].map((name) => ({ name, v4: ["192.0.2.1"], v6: [] })),
  orders: [
    [["eu"], ["us"], ["in"]],
    [["us"], ["eu"], ["in"]],
    [["eu"], ["in"], ["us"]],
  ],
  views: [
    { key: "DE", order: 0 },
    { key: "US", order: 1 },
    { key: "IR", order: 2 },
    { key: "*", order: 0 },
    { key: "XX", order: 9 },
  ],
  rest: 0,
  services: [
    { name: "site", hosts: ["eu", "us", "in"], check },
    { name: "chat", hosts: ["us"], check },
  ],
  names: [],
  drained: [],
  witnesses: [],
  probes: [],
};
const down = { service: "site", host: "eu", status: "down", since: 1, passes: 0, inMap: false, reason: "refused" } as const;

describe("servedRegions", () => {
  const told = (status: Parameters<typeof servedRegions>[1]): readonly string[] =>
    servedRegions(orders, status).map(
      ({ service, nearest, answer, views }) => `${service}: ${nearest.join()} → ${answer.join()} (${views.join()})`,
    );

  it("says who serves those that are nearest to a region", () => {
    expect(told({ drains: [], checks: [] })).to.deep.equal([
      "site: eu → eu (DE,IR,*)",
      "site: us → us (US)",
      "site:  →  (XX)",
      "chat: eu → us (DE,IR,*)",
      "chat: us → us (US)",
      "chat:  →  (XX)",
    ]);
  });

  it("tells those apart that go elsewhere when a host is out of the map, for one service", () => {
    expect(told({ drains: [], checks: [down] }).slice(0, 3)).to.deep.equal([
      "site: eu → us (DE,*)",
      "site: us → us (US)",
      "site: eu → in (IR)",
    ]);
    expect(told({ drains: [{ host: "us", since: 1, by: "ann" }], checks: [] })[1]).to.equal("site: us → eu (US)");
  });
});
