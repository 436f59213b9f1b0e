import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { tar, untar } from "../../src/sandbox/tar.ts";

describe("tar", () => {
  it("packs folders, files and symlinks as tar(1) reads them", () => {
    const archive = tar([
      { path: "srv/", mode: 0o750 },
      { path: "srv/a", mode: 0o644, content: "hello" },
      { path: "srv/b", mode: 0o777, link: "../srv/a" },
    ]);
    const listing = execFileSync("tar", ["-tvf", "-", "--numeric-owner"], { input: archive, encoding: "utf8" });
    const rows = listing
      .trim()
      .split("\n")
      .map((row) => row.replaceAll(/ +/g, " ").replace(/ \d{4}-\d\d-\d\d \d\d:\d\d/, ""));
    expect(rows).to.deep.equal(["drwxr-x--- 0/0 0 srv/", "-rw-r--r-- 0/0 5 srv/a", "lrwxrwxrwx 0/0 0 srv/b -> ../srv/a"]);
  });

  it("gives back the bytes of a file that it packed", () => {
    const content = Uint8Array.from([0, 255, 13, 10]);
    expect([...untar(tar([{ path: "a", mode: 0o644, content }]))]).to.deep.equal([...content]);
  });
});
