import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { selectHosts } from "../../src/inventory/pattern.ts";
import { Failure } from "../../src/model/failure.ts";

const web = ["web1", "web2", "web3", "web10"];
const db = ["db1.example.org", "db2.example.org"];
const hosts = [...web, ...db, "eu", "2001:db8::1"];
const groups = new Map([
  ["all", hosts],
  ["ungrouped", ["2001:db8::1"]],
  ["web", web],
  ["db", db],
  ["odd", ["web1", "web3"]],
  ["web_eu", ["web1", "eu"]],
  ["none", []],
]);
const fleet = { hosts, groups, folder: "/nowhere" };

describe("selectHosts", () => {
  // As `ansible --list-hosts` 2.14 answers for this inventory, in inventory order.
  const cases: readonly (readonly [pattern: string, expected: readonly string[]])[] = [
    ["all", hosts],
    ["*", hosts],
    ["web1", ["web1"]],
    ["web", web],
    ["web?", ["web1", "web2", "web3"]],
    ["web*", [...web, "eu"]],
    ["web[!12]", ["web3"]],
    ["*.example.org", db],
    ["db,eu", [...db, "eu"]],
    ["eu:db", [...db, "eu"]],
    ["web, db ,", [...web, ...db]],
    ["web:&odd", ["web1", "web3"]],
    ["web:!odd", ["web2", "web10"]],
    ["!web1:web:&odd", ["web3"]],
    ["!web,!db", ["eu", "2001:db8::1"]],
    ["&odd", ["web1", "web3"]],
    ["~web\\d$", ["web1", "web2", "web3"]],
    ["~(db1|eu)", ["db1.example.org", "eu"]],
    ["web[0]", ["web1"]],
    ["web[-1]", ["web10"]],
    ["web[-2]", ["web3"]],
    ["web[1:2]", ["web2", "web3"]],
    ["web[0-1]", ["web1", "web2"]],
    ["web[2:]", ["web3", "web10"]],
    ["web[0:0]", ["web1"]],
    ["db*[1]", ["db2.example.org"]],
    ["web[0:1],db[0]", ["web1", "web2", "db1.example.org"]],
    ["web[1:9]", ["web2", "web3", "web10"]],
    ["2001:db8::1", ["2001:db8::1"]],
    ["2001:db8::1,eu", ["eu", "2001:db8::1"]],
    ["none,eu", ["eu"]],
  ];
  for (const [pattern, expected] of cases) {
    it(pattern, () => expect(selectHosts(pattern, fleet)).to.deep.equal(expected));
  }

  const bad: readonly (readonly [pattern: string, message: string])[] = [
    ["wbe", '"wbe" is no host or group; did you mean "web"?'],
    ["web:nope,eu1", '"nope" is no host or group; did you mean "none"?; "eu1" is no host or group; did you mean "eu"?'],
    ["web:!nowhere", '"nowhere" is no host or group'],
    ["web:!web", "no host is left"],
    ["none", "no host is left"],
    ["web[7]", '"web[7]" is outside of its 4 hosts'],
    ["~eb", '"~eb" is no host or group'],
    ["~(", '"~(" is no valid glob or regular expression'],
    ["[z-a]", '"[z-a]" is no valid glob or regular expression'],
    ["", "it is empty"],
    [" , :", "it is empty"],
    ["web:&", '"" is no host or group'],
    ["@nope", "there is no such file"],
    ["eu:2222", '"2222" is no host or group'],
  ];
  for (const [pattern, message] of bad) {
    it(`refuses ${JSON.stringify(pattern)}`, () => {
      try {
        selectHosts(pattern, fleet);
        expect.fail("it selected something");
      } catch (failure) {
        expect(failure).to.be.instanceOf(Failure).and.include({ code: "USAGE" });
        expect(String(failure)).to.include(message);
      }
    });
  }

  it("may leave no host where that is said, of known parts", () => {
    expect(selectHosts("web:!web", { ...fleet, orNone: true })).to.deep.equal([]);
    expect(() => selectHosts("wbe", { ...fleet, orNone: true })).to.throw(Failure, '"wbe" is no host or group');
  });

  it("reads a pattern a line from a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "infra-test-"));
    try {
      writeFileSync(join(folder, "retry"), "web2\n\n db*\n!db2.example.org\n");
      writeFileSync(join(folder, "empty"), "\n");
      expect(() => selectHosts("@empty,!eu", { ...fleet, folder })).to.throw(Failure, 'Cannot select hosts by "@empty": the file is empty');
      expect(selectHosts("@retry,eu", { ...fleet, folder })).to.deep.equal(["web2", "db1.example.org", "eu"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is the algebra of sets: unions, then intersections, then differences", () => {
    const name = fc.constantFrom(...groups.keys(), ...hosts.slice(0, -1));
    const part = fc.record({ sign: fc.constantFrom("", "&", "!"), name });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.constantFrom(",", ":"), (parts, separator) => {
        const sets = (sign: string): readonly ReadonlySet<string>[] =>
          parts.filter((one) => one.sign === sign).map((one) => new Set(groups.get(one.name) ?? [one.name]));
        const union = new Set(sets("").length === 0 ? hosts : sets("").flatMap((set) => [...set]));
        const expected = hosts.filter(
          (host) => union.has(host) && sets("&").every((set) => set.has(host)) && !sets("!").some((set) => set.has(host)),
        );
        const pattern = parts.map((one) => one.sign + one.name).join(separator);
        if (expected.length > 0) expect(selectHosts(pattern, fleet)).to.deep.equal(expected);
        else expect(() => selectHosts(pattern, fleet)).to.throw(Failure, "no host is left");
      }),
    );
  });

  it("selects every host by its own name, whatever that is", () => {
    const names = fc.uniqueArray(
      fc.string({ unit: "grapheme", minLength: 1 }).filter((name) => !/[,]|^[&!@]/.test(name) && name.trim() === name),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(names, (odd) => {
        for (const host of odd) expect(selectHosts(host, { hosts: odd, groups: new Map(), folder: "/" })).to.deep.equal([host]);
      }),
    );
  });
});
