import { expect } from "chai";
import { networkOptions } from "../../src/sandbox/network.ts";

describe("a fleet's network", () => {
  it("has both families, a bridge that the guard knows, and the labels by which it is found", () => {
    const subnets = { ipv4: "10.213.4.0/24", ipv6: "fd12:3456:213:4::/64" };
    const options = networkOptions("fleet", subnets, new Map([["mirror.example", ["192.0.2.1"]]]));
    expect(options).to.deep.include({ Name: "fleet", EnableIPv6: true });
    expect(options.IPAM?.Config).to.deep.equal([
      { Subnet: "10.213.4.0/24", Gateway: "10.213.4.1" },
      { Subnet: "fd12:3456:213:4::/64", Gateway: "fd12:3456:213:4::1" },
    ]);
    expect(Object.keys(options.Options ?? {})).to.deep.equal(["com.docker.network.bridge.name"]);
    expect(options.Labels).to.deep.equal({ "geosteer.sandbox": "fleet", "geosteer.mirrors": "mirror.example=192.0.2.1" });
  });
});
