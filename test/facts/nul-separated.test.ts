import { expect } from "chai";
import { parseEach, splitFields } from "../../src/facts/nul-separated.ts";
import { Failure } from "../../src/model/failure.ts";

describe("parseEach", () => {
  it("reads fields by position, empty ones too", () => {
    const fields = splitFields(Buffer.from("one\0\0ü\n\0"));
    expect(parseEach("test", fields, [1, 2, 3], (field, arg) => `${arg}:${field}`)).to.deep.equal(["1:one", "2:", "3:ü\n"]);
  });

  it("fails for what a cut output does not reach", () => {
    const [one, two] = parseEach("test", splitFields(Buffer.from("one\0tw")), [1, 2], (field) => field);
    expect(one).to.equal("one");
    expect(two).to.be.instanceOf(Failure).and.include({ code: "FACT_FAILED", where: "test" });
  });
});
