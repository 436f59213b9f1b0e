import { expect } from "chai";
import { renderOrders } from "../../src/geo/render-orders.ts";
import { orders } from "./small-fleet.ts";

describe("renderOrders", () => {
  it("writes a statement a line, and their number at the end", () => {
    const [web, wiki] = orders.services;
    if (web === undefined || wiki === undefined) throw new TypeError("There is no service");
    const text = renderOrders({
      ttl: 30,
      keys: ["continent/code", "country/iso_code"],
      hosts: [
        { name: "eu", v4: ["192.0.2.1", "192.0.2.2"], v6: [] },
        { name: "us", v4: [], v6: ["2001:db8::1"] },
      ],
      orders: [[["eu", "us"]], [["us"], ["eu"]]],
      views: [
        { key: "NA;US", order: 1 },
        { key: "*", order: 0 },
      ],
      rest: 0,
      services: [
        { ...web, hosts: ["eu", "us"] },
        { name: "tls", hosts: ["eu"], check: { ...web.check, type: "https", port: 443, path: "/healthz", verify: true } },
        { name: "tls2", hosts: ["eu"], check: { ...web.check, type: "https", port: 8443, verify: false } },
        { ...wiki, hosts: ["us"], check: { ...wiki.check, type: "tcp", port: 25 } },
      ],
      names: [{ service: "web", owner: "web.example.org." }],
      drained: ["us"],
      witnesses: ["198.41.0.4"],
      probes: [{ view: "NA;US", v4: undefined, v6: "2001:db8:5::1" }],
    });
    expect(text.split("\n")).to.deep.equal([
      "geosteer-orders 1",
      "ttl 30",
      "keys continent/code country/iso_code",
      "host eu 192.0.2.1,192.0.2.2 -",
      "host us - 2001:db8::1",
      "order 0 eu,us",
      "order 1 us|eu",
      "view NA;US 1",
      "view * 0",
      "rest 0",
      "service web eu,us",
      "service tls eu",
      "service tls2 eu",
      "service wiki us",
      "name web web.example.org.",
      "check web http 80 web.example.org / 200-399 - 2000",
      "check tls https 443 web.example.org /healthz 200-399 verify 2000",
      "check tls2 https 8443 web.example.org / 200-399 insecure 2000",
      "check wiki tcp 25 - - - - 2000",
      "drained us",
      "witness 198.41.0.4",
      "probe NA;US - 2001:db8:5::1",
      "end 22",
      "",
    ]);
  });
});
