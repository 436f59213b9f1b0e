import { isIPv4, isIPv6 } from "node:net";
import { expect } from "chai";
import fc from "fast-check";
import { addressIn, chooseSubnets, overlaps, parseRoutes } from "../../src/sandbox/subnet.ts";

describe("address ranges of a sandbox", () => {
  const overlapping: readonly { one: string; other: string; overlap: boolean }[] = [
    { one: "10.213.4.0/24", other: "10.213.4.0/24", overlap: true },
    { one: "10.213.4.0/24", other: "10.0.0.0/8", overlap: true },
    { one: "10.213.4.0/24", other: "10.213.4.77", overlap: true },
    { one: "10.213.4.0/24", other: "10.213.5.0/24", overlap: false },
    { one: "10.213.4.0/24", other: "0.0.0.0/0", overlap: false },
    { one: "10.213.4.0/24", other: "fd00::/8", overlap: false },
    { one: "192.168.0.0/24", other: "192.168.0.128/25", overlap: true },
    { one: "192.168.0.0/24", other: "", overlap: false },
  ];
  for (const { one, other, overlap } of overlapping) {
    it(`${one} and "${other}" ${overlap ? "overlap" : "do not overlap"}`, () => {
      expect([overlaps(one, other), overlaps(other, one)]).to.deep.equal([overlap, overlap]);
    });
  }

  it("are free, whatever is in use", () => {
    const ranges = fc.array(fc.tuple(fc.ipV4(), fc.integer({ min: 9, max: 32 })).map(([address, bits]) => `${address}/${bits}`));
    fc.assert(
      fc.property(fc.string(), ranges, (prefix, used) => {
        const subnets = chooseSubnets(prefix, used);
        expect(used.some((range) => subnets !== undefined && overlaps(subnets.ipv4, range))).to.equal(false);
      }),
    );
  });

  it("are others where the first choice is taken, also in another private range, and none where all are", () => {
    const first = chooseSubnets("one", [])?.ipv4 ?? "";
    expect(first).to.match(/^10\.213\.\d+\.0\/24$/);
    expect(chooseSubnets("one", [first])?.ipv4)
      .to.match(/^10\.213\.\d+\.0\/24$/)
      .and.not.to.equal(first);
    expect(chooseSubnets("one", ["10.0.0.0/8"])?.ipv4).to.match(/^172\.29\./);
    expect(chooseSubnets("one", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"])).to.equal(undefined);
  });

  it("begin at another place for another prefix, and at the same for the same", () => {
    expect(chooseSubnets("one", [])).to.deep.equal(chooseSubnets("one", []));
    expect(chooseSubnets("one", [])).not.to.deep.equal(chooseSubnets("two", []));
  });

  it("hold addresses of both families", () => {
    const subnets = chooseSubnets("one", []);
    for (const number of [1, 11, 13]) {
      expect(isIPv4(addressIn(subnets?.ipv4 ?? "", number))).to.equal(true);
      expect(isIPv6(addressIn(subnets?.ipv6 ?? "", number))).to.equal(true);
    }
    expect(addressIn("10.213.4.0/24", 11)).to.equal("10.213.4.11");
    expect(addressIn("fd12:3456:213:4::/64", 11)).to.equal("fd12:3456:213:4::b");
  });

  it("are compared with the kernel's routes", () => {
    const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
`;
    expect(parseRoutes(table)).to.deep.equal(["0.0.0.0/0", "10.0.0.0/8", "172.17.0.0/16"]);
  });
});
