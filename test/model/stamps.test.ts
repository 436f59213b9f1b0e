import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { encodeId, parseStamps, recordStamps, STAMPS_HEADER, stampLine, stampsFile } from "../../src/model/stamps.ts";
import { sh } from "../../src/shell/sh.ts";
import { type LocalHost, localHost, runOn, standIn } from "../support/local-host.ts";

const anyId = fc.string({ unit: "grapheme", minLength: 1 });

describe("stamps", () => {
  it("write any id as one word that no shell changes", () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(encodeId(id)).to.match(/^[A-Za-z0-9%._-]+$/);
        expect(parseStamps(`${STAMPS_HEADER}\n${stampLine(id, "0f")}\n`)).to.deep.equal(new Map([[id, "0f"]]));
      }),
    );
  });

  it("read no line of an empty file", () => expect(parseStamps(`${STAMPS_HEADER}\n`).size).to.equal(0));

  it("are kept under the unit's name", () => {
    expect(stampsFile("getty@tty1.service")).to.equal("/var/lib/infra/stamps/getty%40tty1.service");
  });
});

describe("recordStamps", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  const folder = () => join(host.state, "stamps");
  const record = (digests: Readonly<Record<string, string>>, pending: readonly string[] = []) =>
    runOn(host, [sh`printf '%s\n' ${pending.map(encodeId)} >"$pending"`, recordStamps("a b.service", new Map(Object.entries(digests)))]);
  const recorded = () => Object.fromEntries(parseStamps(readFileSync(join(folder(), "a%20b.service"), "utf8")));

  it("makes the file, in a folder of root's alone", () => {
    expect(record({ "file:/etc/a b": "aa", "file:/etc/'\n": "bb" })).to.deep.equal({ status: 0, output: "" });
    expect(recorded()).to.deep.equal({ "file:/etc/a b": "aa", "file:/etc/'\n": "bb" });
    expect(readFileSync(join(folder(), "a%20b.service"), "utf8")).to.match(/^# infra stamps 1\n/);
    expect(statSync(folder()).mode & 0o777).to.equal(0o700);
    expect(readdirSync(folder())).to.deep.equal(["a%20b.service"]);
  });

  it("replaces its own lines and keeps those of others", () => {
    record({ "file:a": "11", "file:b": "22" });
    record({ "file:b": "33", "file:c": "44" });
    expect(recorded()).to.deep.equal({ "file:a": "11", "file:b": "33", "file:c": "44" });
  });

  it("gives no line to an id that is still pending", () => {
    record({ "file:a": "11", "file:b": "22" }, ["file:b"]);
    expect(recorded()).to.deep.equal({ "file:a": "11" });
  });

  it("takes no id for a number", () => {
    record({ 1: "11", "1.0": "22", "01": "33" });
    expect(recorded()).to.deep.equal({ 1: "11", "1.0": "22", "01": "33" });
  });

  it("says the same again without harm", () => {
    record({ "file:a": "11" });
    const before = readFileSync(join(folder(), "a%20b.service"), "utf8");
    record({ "file:a": "11" });
    expect(readFileSync(join(folder(), "a%20b.service"), "utf8")).to.equal(before);
  });

  for (const tool of ["awk", "sync", "mv"]) {
    it(`keeps the old lines when ${tool} fails`, () => {
      mkdirSync(folder());
      writeFileSync(join(folder(), "a%20b.service"), `${STAMPS_HEADER}\n${stampLine("file:a", "11")}\n`);
      standIn(host, tool, "exit 1");
      expect(record({ "file:b": "22" }).status).to.equal(1);
      expect(recorded()).to.deep.equal({ "file:a": "11" });
    });
  }
});
