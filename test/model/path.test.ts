import { expect } from "chai";
import { absolutePath } from "../../src/model/path.ts";
import { oddNames } from "../support/odd-states.ts";

describe("absolutePath", () => {
  for (const path of ["/etc/motd", "/a", "/a/...", "/a/.b", "/a/..b", "/ ", ...oddNames.map((name) => `/srv/${name}`)]) {
    it(`takes ${JSON.stringify(path)}`, () => expect(absolutePath.parse(path)).to.equal(path));
  }
  for (const path of ["", "/", "etc", "./a", "/a/", "//a", "/a//b", "/a/../b", "/..", "/a/.", "/./a", "/a\0b"]) {
    it(`refuses ${JSON.stringify(path)}`, () => expect(absolutePath.safeParse(path).success).to.equal(false));
  }
});
