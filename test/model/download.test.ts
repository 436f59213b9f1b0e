import { expect } from "chai";
import { downloadKey } from "../../src/model/download.ts";

describe("downloadKey", () => {
  it("tells files, versions and packages apart, whatever their age may be", () => {
    const one = { package: "@example/data", range: "^2", file: "a.bin", maxAgeDays: 1 };
    expect(downloadKey(one)).to.equal("@example/data@^2/a.bin");
    expect(downloadKey({ ...one, maxAgeDays: 9 })).to.equal(downloadKey(one));
  });
});
