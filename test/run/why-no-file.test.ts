import { expect } from "chai";
import { whyNoFile } from "../../src/run/why-no-file.ts";
import { repository } from "./repository.ts";

describe("whyNoFile", () => {
  it("tells a folder and what is not there from a file, and from what can be read like one", () => {
    const made = repository({ "data/a.txt": "" });
    try {
      const told = [`${made.path}/data/a.txt`, "/dev/null", `${made.path}/data`, `${made.path}/none`].map((path) => whyNoFile(path));
      expect(told).to.deep.equal([undefined, undefined, "it is a folder", "there is no such file"]);
    } finally {
      made.remove();
    }
  });
});
