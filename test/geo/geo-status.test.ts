import { expect } from "chai";
import { parseGeoStatus } from "../../src/geo/geo-status.ts";

const check = { service: "site", host: "eu", status: "up", since: 1, passes: 4, inMap: true, reason: "" };
const status = {
  self: "eu",
  version: "abc",
  before: "",
  unconfirmed: "",
  database: "",
  cutOff: [{ family: "IPv6", since: 5 }],
  drains: [{ host: "us", since: 7, by: "ann" }],
  checks: [check],
};

describe("parseGeoStatus", () => {
  it("reads what a name server prints, and passes over what a newer one adds", () => {
    expect(parseGeoStatus(`${JSON.stringify({ ...status, more: 1 })}\n`)).to.deep.equal(status);
  });

  for (const text of ["", "geo: there is no map", JSON.stringify({ ...status, checks: [{ ...check, status: "odd" }] })]) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      expect(parseGeoStatus(text)).to.equal(undefined);
    });
  }
});
