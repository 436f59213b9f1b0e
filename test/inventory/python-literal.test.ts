import { expect } from "chai";
import { parsePythonLiteral } from "../../src/inventory/python-literal.ts";
import { plain } from "../formats/plain.ts";

/** What a text of an INI inventory is; `undefined`: nothing but a text. */
const cases: readonly (readonly [string, unknown])[] = [
  ["5", 5],
  ["-5", -5],
  ["+ 5", 5],
  ["--5", undefined],
  ["0x1F", 31],
  ["0o17", 15],
  ["0b101", 5],
  ["1_000", 1000],
  ["0_0", 0],
  ["00", 0],
  ["0644", undefined],
  ["1__0", undefined],
  ["5a", undefined],
  ["1.5", 1.5],
  [".5", 0.5],
  ["1.", 1],
  ["1e3", 1000],
  ["-1.5E-1", -0.15],
  ["1e999", undefined],
  ["1.2.3", undefined],
  ["192.0.2.1", undefined],
  ["1+2", undefined],
  ["2j", undefined],
  ["True", true],
  ["False", false],
  ["None", null],
  ["true", undefined],
  ["yes", undefined],
  ["constructor", undefined],
  ["", undefined],
  ["''", ""],
  ["'a b'", "a b"],
  ['"it\'s"', "it's"],
  ["'''a'b'''", "a'b"],
  ["'a' \"b\"", "ab"],
  ["u'x'", "x"],
  ["b'x'", "x"],
  ["r'\\n'", "\\n"],
  ["'\\n\\t\\\\\\x41\\101\\u00e9\\U0001F600\\q'", "\n\t\\AAé😀\\q"],
  ["'\\x4'", undefined],
  ["'\\N{BULLET}'", undefined],
  ["f'x'", undefined],
  ["'a", undefined],
  ["'a' b", undefined],
  ["[]", []],
  ["['a', 1, [None]]", ["a", 1, [null]]],
  ["[1, 2,]", [1, 2]],
  ["[1 2]", undefined],
  ["[1, 2", undefined],
  ["[,]", undefined],
  ["[a, b]", undefined],
  ["[1: 2]", undefined],
  ["()", []],
  ["(5)", 5],
  ["(5,)", [5]],
  ["(1, 2)", [1, 2]],
  ["(1: 2)", undefined],
  ["80, 443", [80, 443]],
  ["80,", [80]],
  [",", undefined],
  ["1: 2", undefined],
  ["{}", {}],
  ["{'a': {'b': [True]}, 1: 'x'}", { a: { b: [true] }, "1": "x" }],
  ["{'a': 1,}", { a: 1 }],
  ["{'a': }", undefined],
  ["{'a': 1, 2}", undefined],
  ["{[1]: 2}", undefined],
  ["{1, 2}", [1, 2]],
  ["{{ name }}", undefined],
  ["5 # five", 5],
  ["five # 5", undefined],
  [`${"[".repeat(150)}${"]".repeat(150)}`, undefined],
];

describe("parsePythonLiteral", () => {
  for (const [text, value] of cases) {
    it(`reads ${text.slice(0, 40)}`, () => {
      const placed = parsePythonLiteral(text, "hosts:1:1");
      expect(placed && plain(placed)).to.deep.equal(value);
    });
  }

  it("keeps the digits of a number that is too large for one of JavaScript's", () => {
    expect(parsePythonLiteral("-9007199254740993", "hosts:1:1")).to.deep.equal({
      kind: "tagged",
      tag: "!!int",
      text: "-9007199254740993",
      where: "hosts:1:1",
    });
    expect(parsePythonLiteral("9007199254740992", "hosts:1:1")).to.include({ value: 9007199254740992 });
  });
});
