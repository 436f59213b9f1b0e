import { expect } from "chai";
import { isWithin } from "../../src/formats/ip-network.ts";

const cases: readonly { readonly inner: string; readonly outer: string; readonly within: boolean }[] = [
  { inner: "10.8.0.2/32", outer: "10.8.0.1/24", within: true },
  { inner: "10.8.0.2", outer: "10.8.0.0/24", within: true },
  { inner: "10.8.1.2/32", outer: "10.8.0.1/24", within: false },
  { inner: "10.8.0.0/16", outer: "10.8.0.1/24", within: false },
  { inner: "203.0.113.255", outer: "0.0.0.0/0", within: true },
  { inner: "10.8.0.1", outer: "10.8.0.1", within: true },
  { inner: "2001:db8::2/128", outer: "2001:db8::1/64", within: true },
  { inner: "2001:db8:0:1::2", outer: "2001:db8::1/64", within: false },
  { inner: "2001:db8:1:2:3:4:5:6", outer: "::/0", within: true },
  { inner: "::ffff:192.0.2.1", outer: "::ffff:c000:200/120", within: true },
  { inner: "::1", outer: "0.0.0.0/0", within: false },
  { inner: "fe80::", outer: "FE80::/10", within: true },
];

describe("a network", () => {
  for (const { inner, outer, within } of cases) {
    it(`${inner} ${within ? "lies" : "does not lie"} within ${outer}`, () => {
      expect(isWithin(inner, outer)).to.equal(within);
    });
  }
});
