import { expect } from "chai";
import { shortName } from "../../src/model/short-name.ts";

describe("shortName", () => {
  it("leaves a name of a path's usual length as it is", () => {
    expect(shortName("/etc/motd")).to.equal("/etc/motd");
    expect(shortName("x".repeat(1000))).to.have.length(1000);
  });

  it("tells long names apart, and never cuts a character in two", () => {
    const long = `${"x".repeat(199)}${"😀".repeat(1000)}`;
    expect(shortName(long)).to.match(/^x{199}… [0-9a-f]{64}$/);
    expect(shortName(long)).not.to.equal(shortName(`${long}!`));
  });
});
