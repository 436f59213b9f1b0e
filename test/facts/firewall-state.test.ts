import { expect } from "chai";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { firewallState } from "../../src/facts/firewall-state.ts";
import { missing } from "../../src/model/fact.ts";
import { Failure } from "../../src/model/failure.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";

describe("firewallState", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    mkdirSync(host.state, { recursive: true });
  });
  afterEach(() => {
    host.remove();
  });

  function ask(): unknown {
    return askLocally(host, firewallState, [""])[0];
  }

  function tables(...names: readonly string[]): void {
    standIn(
      host,
      "nft",
      `case $* in "list tables") printf 'table %s\\n' ${names.join(" ")} ;; *) printf 'table inet infra {\\n}\\n' ;; esac`,
    );
  }

  it("finds no table of ours among others", () => {
    tables("'ip filter'", "'inet infrared'");
    expect(ask()).to.deep.equal({ type: "none" });
  });

  it("finds the rules as they were loaded", () => {
    tables("'ip filter'", "'inet infra'");
    writeFileSync(join(host.state, "firewall.listing"), "table inet infra {\n}\n");
    expect(ask()).to.deep.equal({ type: "as-loaded" });
  });

  it("tells what somebody changed", () => {
    tables("'inet infra'");
    writeFileSync(join(host.state, "firewall.listing"), "table inet infra {\n\tchain input {\n\t}\n}\n");
    expect(ask()).to.deep.equal({ type: "changed", live: "table inet infra {\n}", loaded: "table inet infra {\n\tchain input {\n\t}\n}" });
  });

  it("tells a table that it did not load", () => {
    tables("'inet infra'");
    expect(ask()).to.deep.equal({ type: "changed", live: "table inet infra {\n}", loaded: "" });
  });

  it("fails with nft's words", () => {
    standIn(host, "nft", "echo Operation not permitted >&2; exit 1");
    expect(ask()).to.be.instanceOf(Failure).with.property("message").that.includes("Operation not permitted");
  });

  it("is missing where there is no nft", () => {
    const script = { text: firewallState.script([""]).text.replace("command -v nft", "command -v no-such-nft") };
    expect(askLocally(host, { ...firewallState, script: () => script }, [""])).to.deep.equal([missing]);
  });
});
