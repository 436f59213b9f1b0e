import { inspect } from "node:util";
import { expect } from "chai";
import { Failure, Failures } from "../../src/model/failure.ts";
import { scrubbed } from "../../src/model/scrubbed.ts";
import { scrubber } from "../../src/model/scrubber.ts";
import { Secret } from "../../src/model/secret.ts";

const secret = new Secret(["app.key"], "hunter2");
const scrub = scrubber([secret]);
const stranger = Object.assign(new Error("bad hunter2", { cause: "in hunter2" }), { name: "ExecError", stdout: "hunter2" });

describe("scrubbed", () => {
  it("goes to the ground of a value, and keeps names of hosts, our own words, bytes and secrets", () => {
    const bytes = Buffer.from("hunter2");
    const value = {
      type: "hunter2",
      host: "hunter2",
      list: [{ text: "a hunter2" }],
      map: new Map([["a", "hunter2"]]),
      bytes,
      secret,
      none: null,
      count: 7,
    };
    expect(scrubbed(value, scrub)).to.deep.equal({ ...value, list: [{ text: "a «app.key»" }], map: new Map([["a", "«app.key»"]]) });
  });

  it("copies a failure with all its words and causes", () => {
    const failure = new Failure("CHANGE_FAILED", "us/hunter2", "Cannot hunter2", { hint: "hunter2", output: "hunter2", cause: stranger });
    const clean = scrubbed(failure, scrub);
    expect(clean).to.be.instanceOf(Failure).and.include({ code: "CHANGE_FAILED", where: "us/«app.key»", message: "Cannot «app.key»" });
    expect(clean).to.include({ hint: "«app.key»", output: "«app.key»" });
    expect(inspect(clean, { depth: 9 })).to.not.contain("hunter2");
    expect(clean.cause).to.include({ name: "ExecError", message: "bad «app.key»", cause: "in «app.key»" });
    expect(scrubbed(new Failure("USAGE", "-i", "Cannot hunter2"), scrub)).to.include({
      message: "Cannot «app.key»",
      hint: undefined,
      output: undefined,
    });
  });

  it("copies several failures, each by itself", () => {
    const both = scrubbed(new Failures([new Failure("USAGE", "a", "hunter2"), new Failure("USAGE", "b", "c")]), scrub);
    expect(both.message).to.equal("a: «app.key»\nb: c");
  });

  it("leaves an error alone that shows nothing, and stops at one that caused itself", () => {
    const harmless = new Error("no", { cause: new Error("no") });
    expect(scrubbed(harmless, scrub)).to.equal(harmless);
    const round = new Error("hunter2");
    round.cause = round;
    const clean = scrubbed(round, scrub);
    expect([clean.message, clean.cause]).to.deep.equal(["«app.key»", undefined]);
  });
});
