import { expect } from "chai";
import { ALL_WELL } from "../../src/geo/answer.ts";
import type { Orders } from "../../src/geo/orders.ts";
import { renderGeoConf, renderRestConf } from "../../src/geo/render-maps.ts";
import { orders } from "./small-fleet.ts";

const small: Orders = {
  ...orders,
  hosts: [
    { name: "eu1", v4: ["192.0.2.1"], v6: ["2001:db8::1"] },
    { name: "us", v4: ["192.0.2.4", "192.0.2.5"], v6: [] },
  ],
  orders: [
    [["eu1"], ["us"]],
    [["us"], ["eu1"]],
  ],
  views: [
    { key: "DE", order: 0 },
    { key: "US", order: 1 },
    { key: "*", order: 0 },
  ],
  rest: 1,
  names: [
    { service: "wiki", owner: "a.example.org." },
    { service: "web", owner: "example.org." },
  ],
};

describe("renderGeoConf", () => {
  it("writes for each name a view a country, without the families that its hosts lack", () => {
    expect(renderGeoConf(small, { ...ALL_WELL, down: new Set(["web eu1"]) })).to.equal(
      [
        "# geosteer map 1",
        "a.example.org:",
        '- geo: "DE"',
        "  A: 192.0.2.1",
        "  AAAA: 2001:db8::1",
        '- geo: "US"',
        "  A: [192.0.2.4, 192.0.2.5]",
        '- geo: "*"',
        "  A: 192.0.2.1",
        "  AAAA: 2001:db8::1",
        "example.org:",
        ...["DE", "US", "*"].flatMap((key) => [`- geo: "${key}"`, "  A: [192.0.2.4, 192.0.2.5]"]),
        "# end 6",
        "",
      ].join("\n"),
    );
  });
});

describe("renderRestConf", () => {
  it("writes for each name both families of networks, by the order of those that are not known", () => {
    const us = ["- net: 0.0.0.0/0", "  A: [192.0.2.4, 192.0.2.5]", "- net: ::/0", "  A: [192.0.2.4, 192.0.2.5]"];
    expect(renderRestConf(small, ALL_WELL)).to.equal(
      ["# geosteer rest 1", "a.example.org:", ...us, "example.org:", ...us, "# end 4", ""].join("\n"),
    );
  });
});
