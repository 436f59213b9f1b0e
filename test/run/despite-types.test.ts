import { expect } from "chai";
import { Failure, Failures } from "../../src/model/failure.ts";
import { despiteTypes } from "../../src/run/despite-types.ts";
import { linesOf } from "./failures-of.ts";

describe("despiteTypes", () => {
  it("gives what code comes to that works all the same", async () => expect(await despiteTypes(() => 3)).to.equal(3));

  const passedOver: readonly { readonly title: string; readonly error: Error }[] = [
    { title: "an error of JavaScript's", error: new TypeError("x is not a function") },
    { title: "a playbook that cannot be loaded", error: new Failure("PLAYBOOK_INVALID", "web.ts:1:1", "Cannot load") },
    { title: "resources that do not fit", error: new Failures([new Failure("RESOURCE_INVALID", "web.ts:1:1", "Cannot declare")]) },
  ];
  for (const { title, error } of passedOver) {
    it(`passes over ${title}`, async () => {
      const failing = (): Promise<number> => Promise.reject(error);
      expect(await despiteTypes(failing)).to.equal(undefined);
    });
  }

  it("throws mistakes of the inventory and the command line", async () => {
    const failures = (["USAGE", "VARS_INVALID", "RESOURCE_INVALID"] as const).map((code) => new Failure(code, "here", "Cannot"));
    expect(await linesOf(() => despiteTypes(() => Promise.reject(new Failures(failures))))).to.deep.equal([
      "USAGE here: Cannot",
      "VARS_INVALID here: Cannot",
    ]);
  });
});
