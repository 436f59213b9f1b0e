import { expect } from "chai";
import { failureCodes } from "../../src/model/failure-codes.ts";
import { committedFiles, readRepositoryFile } from "../support/repository.ts";

describe("the table of failure codes", () => {
  it("holds no code that nothing fails with", () => {
    const sources = committedFiles().filter((path) => path.startsWith("src/") && path !== "src/model/failure-codes.ts");
    const text = sources.map(readRepositoryFile).join("\n");
    expect(Object.keys(failureCodes).filter((code) => !text.includes(`"${code}"`))).to.deep.equal([]);
  });
});
