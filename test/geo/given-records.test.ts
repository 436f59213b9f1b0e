import { expect } from "chai";
import { absoluteOf, nameIn } from "../../src/geo/given-records.ts";

describe("names in a zone", () => {
  for (const { name, absolute, inside } of [
    { name: "@", absolute: "example.org.", inside: "@" },
    { name: "www", absolute: "www.example.org.", inside: "www" },
    { name: "ns.example.net.", absolute: "ns.example.net.", inside: "ns.example.net." },
    { name: "www.example.org.", absolute: "www.example.org.", inside: "www" },
  ]) {
    it(`${name} is ${absolute}`, () => {
      expect([absoluteOf(name, "example.org"), nameIn(name, "example.org")]).to.deep.equal([absolute, inside]);
    });
  }
});
