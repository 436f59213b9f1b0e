import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { stampReaders } from "../../src/facts/stamp-readers.ts";
import { STAMPS_HEADER, stampLine } from "../../src/model/stamps.ts";
import { askLocally, type LocalHost, localHost } from "../support/local-host.ts";

describe("stampReaders", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => {
    host.remove();
  });

  it("tells what each unit has read, from whole stamps files only", () => {
    expect(askLocally(host, stampReaders, [""])).to.deep.equal([new Map()]);
    const folder = join(host.state, "stamps");
    mkdirSync(folder);
    expect(askLocally(host, stampReaders, [""])).to.deep.equal([new Map()]);
    const lines = [STAMPS_HEADER, stampLine("file:/a b\n%", "12ab"), stampLine("config:x", "34")];
    writeFileSync(join(folder, "x%40y.service"), `${lines.join("\n")}\n`);
    writeFileSync(join(folder, "new.service"), `${STAMPS_HEADER}\n`);
    writeFileSync(join(folder, "web.service.new"), `${lines.join("\n")}\n`);
    expect(askLocally(host, stampReaders, [""])).to.deep.equal([new Map([["x@y.service", new Set(["file:/a b\n%", "config:x"])]])]);
  });
});
