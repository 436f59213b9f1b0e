import { expect } from "chai";
import fc from "fast-check";
import { parseYaml } from "../../src/formats/parse-yaml.ts";
import { renderJson } from "../../src/formats/render-json.ts";
import { renderYaml } from "../../src/formats/render-yaml.ts";
import type { Value } from "../../src/model/host.ts";
import { plain } from "./plain.ts";

/** Any data; no -0, which JSON does not have, and no whole number that a parser could not keep exactly. */
const data = fc.json({ maxDepth: 4, stringUnit: "binary" }).map((text) => JSON.parse(text, exact) as Value);

function exact(_key: string, value: Value): Value {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? 1 : value;
}

describe("renderYaml", () => {
  it("is read back as what was rendered", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(plain(parseYaml(renderYaml(value), "f").root)).to.deep.equal(value);
      }),
    );
  });

  it("quotes what a YAML 1.1 parser would not take for a string, and folds no line", () => {
    const long = "word ".repeat(60).trim();
    expect(renderYaml({ a: "yes", b: "0644", c: "12:30:00", d: long })).to.equal(`a: "yes"\nb: "0644"\nc: "12:30:00"\nd: ${long}\n`);
  });

  it("leaves out a key without a value", () => {
    expect(renderYaml({ a: undefined, b: [{ c: 1, d: undefined }] })).to.equal("b:\n  - c: 1\n");
  });

  it("repeats an object rather than refer to it by an alias", () => {
    const shared = { x: 1 };
    expect(renderYaml([shared, shared])).to.equal("- x: 1\n- x: 1\n");
  });
});

describe("renderJson", () => {
  it("is read back as what was rendered, also as YAML", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(JSON.parse(renderJson(value))).to.deep.equal(value);
        expect(plain(parseYaml(renderJson(value), "f").root)).to.deep.equal(value);
      }),
    );
  });

  it("ends with a newline", () => expect(renderJson({ a: [1] })).to.equal('{\n  "a": [\n    1\n  ]\n}\n'));
});
