import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { askText, fileText } from "../../src/facts/file-text.ts";
import { missing } from "../../src/model/fact.ts";
import { Failure } from "../../src/model/failure.ts";
import { askWith } from "../support/fake-ask.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";
import { oddNames } from "../support/odd-states.ts";

describe("fileText", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  const read = (...names: readonly string[]) =>
    askLocally(
      host,
      fileText,
      names.map((name) => join(host.folder, name)),
    ).map((seen) => (seen instanceof Failure ? seen.message.replace(host.folder, "") : seen));

  it("brings the text of each file, of any name", () => {
    for (const name of oddNames) writeFileSync(join(host.folder, name), `\ufeffü of ${name}\r\n`);
    expect(read(...oddNames)).to.deep.equal(oddNames.map((name) => ({ type: "file", text: `\ufeffü of ${name}\r\n`, mode: "0644" })));
  });

  it("tells what is there instead", () => {
    mkdirSync(join(host.folder, "folder"));
    symlinkSync("folder", join(host.folder, "link"));
    expect(read("folder", "none", "link")).to.deep.equal([{ type: "directory" }, { type: "absent" }, { type: "symlink" }]);
  });

  it("brings a megabyte, refuses more, and what is no text, each by itself", () => {
    writeFileSync(join(host.folder, "large"), "a".repeat(1024 * 1024));
    writeFileSync(join(host.folder, "larger"), "a".repeat(1024 * 1024 + 1));
    writeFileSync(join(host.folder, "binary"), Buffer.from([0]));
    writeFileSync(join(host.folder, "latin"), Buffer.from([0xe4]));
    expect(read("large", "larger", "binary", "latin")).to.deep.equal([
      { type: "file", text: "a".repeat(1024 * 1024), mode: "0644" },
      "Cannot read /larger: its 1048577 bytes are more than 1 MiB",
      "Cannot read /binary: it is no UTF-8 text",
      "Cannot read /latin: it is no UTF-8 text",
    ]);
  });

  it("fails for a file that is written while it is read", () => {
    writeFileSync(join(host.folder, "a"), "content");
    standIn(host, "head", `printf CONTENT >${host.folder}/a; exec /usr/bin/head "$@"`);
    expect(read("a")).to.deep.equal(["Cannot read /a: it was written while it was read"]);
  });
});

describe("askText", () => {
  it("takes a host without the tools for an empty one", async () => {
    expect(await askText(askWith({ "file-text": () => missing }), "/a")).to.deep.equal({ type: "absent" });
    expect(await askText(askWith({ "file-text": () => ({ type: "file", text: "a", mode: "0644" }) }), "/a")).to.deep.equal({
      type: "file",
      text: "a",
      mode: "0644",
    });
  });
});
