import { expect } from "chai";
import fc from "fast-check";
import { disjoint, ipRange, isWithin, parseIpRange } from "../../src/model/ip-range.ts";

describe("parseIpRange", () => {
  const cases: readonly { text: string; family: 4 | 6; first: bigint; last: bigint }[] = [
    { text: "192.0.2.7", family: 4, first: 0xc0000207n, last: 0xc0000207n },
    { text: "192.0.2.7/24", family: 4, first: 0xc0000200n, last: 0xc00002ffn },
    { text: "0.0.0.0/0", family: 4, first: 0n, last: 0xffffffffn },
    { text: "::", family: 6, first: 0n, last: 0n },
    { text: "::/0", family: 6, first: 0n, last: (1n << 128n) - 1n },
    { text: "2001:db8::1", family: 6, first: (0x20010db8n << 96n) + 1n, last: (0x20010db8n << 96n) + 1n },
    { text: "2001:db8::/32", family: 6, first: 0x20010db8n << 96n, last: (0x20010db9n << 96n) - 1n },
    { text: "::ffff:192.0.2.7", family: 6, first: 0xffffc0000207n, last: 0xffffc0000207n },
    { text: "1:2:3:4:5:6:7:8", family: 6, first: 0x00010002000300040005000600070008n, last: 0x00010002000300040005000600070008n },
  ];
  for (const { text, ...range } of cases) {
    it(`reads ${text}`, () => {
      expect(ipRange.safeParse(text).success).to.equal(true);
      expect(parseIpRange(text)).to.deep.equal(range);
    });
  }

  for (const text of [
    "",
    "eu",
    "192.0.2",
    "192.0.2.0/33",
    "192.0.2.0/",
    "2001:db8::/129",
    "2001:db8::1::2",
    "fe80::1%eth0",
    "192.0.2.1; drop",
  ]) {
    it(`refuses "${text}"`, () => {
      expect(ipRange.safeParse(text).success).to.equal(false);
    });
  }
});

describe("isWithin", () => {
  for (const [inner, outer, expected] of [
    ["192.0.2.7", "192.0.2.0/24", true],
    ["192.0.3.0", "192.0.2.0/24", false],
    ["192.0.2.0/24", "192.0.2.0/24", true],
    ["192.0.0.0/16", "192.0.2.0/24", false],
    ["::1", "0.0.0.0/0", false],
    ["2001:db8:1::/48", "2001:db8::/32", true],
  ] as const) {
    it(`says ${String(expected)} of ${inner} in ${outer}`, () => {
      expect(isWithin(parseIpRange(inner), parseIpRange(outer))).to.equal(expected);
    });
  }
});

describe("disjoint", () => {
  it("leaves out what lies within another range, and the other family", () => {
    const ranges = ["10.1.0.0/16", "10.0.0.0/8", "192.0.2.1", "192.0.2.1/32", "2001:db8::/32", "10.0.0.0/8", "2001:db8::1"];
    expect(disjoint(ranges, 4)).to.deep.equal(["10.0.0.0/8", "192.0.2.1/32"]);
    expect(disjoint(ranges, 6)).to.deep.equal(["2001:db8::/32"]);
  });

  it("covers the same addresses, and none twice", () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 22, max: 32 }))
      .map(([byte, bits]) => `192.0.${byte}.0/${bits}`);
    fc.assert(
      fc.property(fc.array(range), fc.integer({ min: 0, max: 1023 }), (ranges, at) => {
        const address = parseIpRange(`192.0.${at >> 8}.${at & 255}`);
        const covers = (all: readonly string[]): number => all.filter((one) => isWithin(address, parseIpRange(one))).length;
        expect(covers(disjoint(ranges, 4))).to.equal(Math.min(1, covers(ranges)));
      }),
    );
  });
});
