import { expect } from "chai";
import { downloadKey } from "../../src/model/download.ts";

describe("downloadKey", () => {
  it("tells files, versions and packages apart, whatever their age may be", () => {
    const one = { package: "@example/data", range: "^2", file: "a.bin", maxAgeDays: 1 };
    expect(downloadKey(one)).to.equal("@example/data@^2/a.bin");
    expect(downloadKey({ ...one, maxAgeDays: 9 })).to.equal(downloadKey(one));
    const url = "https://data.example.org/a.tar.gz";
    const archive = { url, sha256Url: `${url}.sha256`, file: "a.bin", maxAgeDays: 1 };
    expect(downloadKey(archive)).to.equal("https://data.example.org/a.tar.gz/a.bin");
    expect(downloadKey({ path: "data/a.bin", where: "all.yml:1" })).to.equal("data/a.bin");
  });
});
