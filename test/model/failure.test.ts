import { expect } from "chai";
import { amend, Failure } from "../../src/model/failure.ts";

describe("amend", () => {
  it("changes the words, and keeps the rest with the place in the program", () => {
    const details = { hint: "Mend it", output: "no", cause: new Error("why") };
    const failure = new Failure("CHANGE_FAILED", "eu", "Cannot", details);
    expect(amend(failure, { where: "us", message: "Cannot write" })).to.deep.include({
      ...{ code: "CHANGE_FAILED", where: "us", message: "Cannot write", stack: failure.stack },
      ...details,
    });
    const bare = amend(new Failure("USAGE", "here", "Cannot"), {});
    expect(bare).to.include({ code: "USAGE", where: "here", message: "Cannot", hint: undefined, output: undefined });
  });
});
