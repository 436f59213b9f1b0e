import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { stamps } from "../../src/facts/stamps.ts";
import { Failure } from "../../src/model/failure.ts";
import { STAMPS_HEADER, stampLine } from "../../src/model/stamps.ts";
import { askLocally, type LocalHost, localHost } from "../support/local-host.ts";

describe("stamps", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    mkdirSync(join(host.state, "stamps"));
  });
  afterEach(() => {
    host.remove();
  });

  function write(name: string, text: string): void {
    writeFileSync(join(host.state, "stamps", name), text);
  }

  it("tells an unseen unit from one that has read nothing", () => {
    write("new.service", "");
    write("web.service", `${STAMPS_HEADER}\n${stampLine("file:/a b\n%", "12ab")}\n${stampLine("service:x", "34")}\n`);
    write("x%40y.service", `${STAMPS_HEADER}\n${stampLine("a", "5")}\n`);
    const answers = askLocally(host, stamps, ["none.service", "new.service", "web.service", "x@y.service"]);
    const read = new Map([
      ["file:/a b\n%", "12ab"],
      ["service:x", "34"],
    ]);
    expect(answers).to.deep.equal([undefined, new Map(), read, new Map([["a", "5"]])]);
  });

  it("refuses what a newer version wrote, for that unit alone", () => {
    write("new.service", "# infra stamps 2\n??\n");
    write("web.service", `${STAMPS_HEADER}\n`);
    const [newer, ours] = askLocally(host, stamps, ["new.service", "web.service"]);
    expect(newer).to.be.instanceOf(Failure).and.include({ code: "STATE_TOO_NEW", where: "/var/lib/infra/stamps/new.service" });
    expect(ours).to.deep.equal(new Map());
  });
});
