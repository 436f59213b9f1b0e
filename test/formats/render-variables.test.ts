import { expect } from "chai";
import { renderVariables } from "../../src/formats/render-variables.ts";

describe("renderVariables", () => {
  it("writes in one line what holds no mapping, quotes what looks like something else, and keeps braces from Jinja", () => {
    const value = {
      a: { list: [1, "2", ["yes", "0644", "@"]], text: "{{ x }}", other: "a {# b" },
      b: [{ x: "long ".repeat(40).trim() }, []],
      "{{ k }}": {},
    };
    expect(
      renderVariables(value),
    ).to.equal(`a: { list: [ 1, "2", [ "yes", "0644", "@" ] ], text: !unsafe "{{ x }}", other: !unsafe "a {# b" }
b:
  - { x: ${"long ".repeat(40).trim()} }
  - []
"{{ k }}": {}
`);
  });
});
