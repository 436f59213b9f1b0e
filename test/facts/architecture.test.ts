import { expect } from "chai";
import { architecture } from "../../src/facts/architecture.ts";
import { missing } from "../../src/model/fact.ts";
import { askLocally, localHost, standIn } from "../support/local-host.ts";

describe("architecture", () => {
  it("is what dpkg says", () => {
    const host = localHost();
    standIn(host, "dpkg", '[ "$*" = --print-architecture ] && echo arm64');
    expect(askLocally(host, architecture, [""])).to.deep.equal(["arm64"]);
    host.remove();
  });

  it("is missing where there is no dpkg", () => {
    const host = localHost();
    const script = { text: `PATH=${host.bin}\n${architecture.script([""]).text}` };
    expect(askLocally(host, { ...architecture, script: () => script }, [""])).to.deep.equal([missing]);
    host.remove();
  });
});
