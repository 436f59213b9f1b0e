import { expect } from "chai";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LocalHost, localHost, runOn, standIn } from "../support/local-host.ts";
import { deleteTable, FIREWALL_FILE, keepTable, loadTable, putBackTable } from "../../src/shell/nft-table.ts";
import { type Command, sh } from "../../src/shell/sh.ts";

/** nft(8) with one table, kept in a file as it was loaded; it refuses what holds the word `bad`, and cannot read back the word `odd`. */
const NFT = String.raw`case "$*" in
"list tables") echo 'table ip filter'; [ ! -e "$TABLE" ] || echo 'table inet infra' ;;
*"list table inet infra") cat "$TABLE" ;;
"--check --file -") ! grep bad ;;
"--file -")
  text=$(cat)
  case $text in *'delete table'*odd*) exit 1 ;; esac
  printf '%s\n' "$text" | grep -v '^table inet infra$\|^delete table' >"$TABLE.new"
  if [ -s "$TABLE.new" ]; then mv "$TABLE.new" "$TABLE"; else rm -f "$TABLE"; fi ;;
esac`;

describe("nft table", () => {
  let host: LocalHost;
  let [table, undo, listing, rules] = ["", "", "", ""];
  beforeEach(() => {
    host = localHost();
    table = join(host.folder, "table");
    undo = join(host.folder, "undo");
    listing = join(host.state, "firewall.listing");
    rules = join(host.folder, "rules");
    mkdirSync(undo);
    standIn(host, "nft", `TABLE=${table}\n${NFT}`);
  });
  afterEach(() => {
    host.remove();
  });

  function run(...commands: readonly Command[]): { status: number; output: string } {
    const moved = commands.map(({ text }) => ({ text: text.replaceAll(FIREWALL_FILE, rules) }));
    return runOn(host, [sh`undo=${undo}`, ...moved]);
  }

  function load(text: string): { status: number; output: string } {
    const source = join(host.folder, "source");
    writeFileSync(source, text);
    return run(loadTable(sh`${source}`));
  }

  it("loads rules and keeps their listing", () => {
    expect(load("new\n")).to.deep.equal({ status: 0, output: "" });
    expect([readFileSync(table, "utf8"), readFileSync(listing, "utf8")]).to.deep.equal(["new\n", "new\n"]);
  });

  it("ends with 65 and nft's words when nft refuses them, and nothing is changed", () => {
    load("old\n");
    const { status, output } = load("bad rule\n");
    expect(status).to.equal(65);
    expect(output).to.include("bad rule").and.to.include("nft refuses the rules");
    expect([readFileSync(table, "utf8"), readFileSync(listing, "utf8")]).to.deep.equal(["old\n", "old\n"]);
  });

  for (const before of [undefined, "old\n"]) {
    it(`puts back ${before === undefined ? "that there was no table" : "the rules that were in force"}`, () => {
      if (before !== undefined) load(before);
      expect(run(keepTable, sh`: >"$undo"/kept`).status).to.equal(0);
      load("new\n");
      expect(run(putBackTable, putBackTable)).to.deep.equal({ status: 0, output: "" });
      expect(existsSync(table) ? readFileSync(table, "utf8") : undefined).to.equal(before);
    });
  }

  it("loads the file again where nft cannot read its own listing", () => {
    writeFileSync(rules, "from the file\n");
    load("odd\n");
    run(keepTable, sh`: >"$undo"/kept`);
    writeFileSync(rules, "newer\n");
    load("new\n");
    expect(run(putBackTable).status).to.equal(0);
    expect(readFileSync(table, "utf8")).to.equal("from the file\n");
  });

  it("leaves all as it is where what was there was not kept as a whole", () => {
    load("old\n");
    run(keepTable);
    load("new\n");
    expect(run(putBackTable).status).to.equal(0);
    expect(readFileSync(table, "utf8")).to.equal("new\n");
  });

  it("is deleted, whether or not it is there", () => {
    load("old\n");
    expect([run(deleteTable).status, run(deleteTable).status, existsSync(table)]).to.deep.equal([0, 0, false]);
  });

  it("does nothing where nft is not installed", () => {
    expect(run(sh`PATH=`, keepTable, deleteTable)).to.deep.equal({ status: 0, output: "" });
  });

  it("fails where nft cannot say what is there", () => {
    standIn(host, "nft", "echo not permitted; exit 1");
    expect(run(keepTable)).to.include({ status: 1 });
  });
});
