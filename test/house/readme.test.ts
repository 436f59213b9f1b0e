import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { repository } from "../support/repository.ts";

describe("README and the reference", () => {
  it("are as the program is, with every property of kinds and roles described", function () {
    this.timeout(60_000);
    const { status, stderr } = spawnSync(process.execPath, ["scripts/readme.mjs", "--check"], { cwd: repository, encoding: "utf8" });
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
  });
});
