import { expect } from "chai";
import fc from "fast-check";
import { renderIni } from "../../src/formats/render-ini.ts";

describe("renderIni", () => {
  it("renders keys before any section, sections, and a key of several values", () => {
    const text = renderIni({ "": { root: true }, Service: { User: "caddy", Environment: ["A=1", "B=x y"], Nice: 5 } });
    expect(text).to.equal("root=true\n\n[Service]\nUser=caddy\nEnvironment=A=1\nEnvironment=B=x y\nNice=5\n");
  });

  const refused: readonly { title: string; section?: string; key?: string; value?: string }[] = [
    { title: "a value of two lines", value: "a\nExecStart=/bin/evil" },
    { title: "a value that goes on in the next line", value: "a\\" },
    { title: "a key that is a comment", key: "#a" },
    { title: "a key with a newline", key: "a\nb" },
    { title: "an empty key", key: "" },
    { title: "a section with a bracket", section: "a]" },
  ];
  for (const { title, section = "s", key = "k", value = "v" } of refused) {
    it(`refuses ${title}`, () => expect(() => renderIni({ [section]: { [key]: value } })).to.throw(TypeError));
  }

  it("never renders more lines than keys, whatever the values", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        try {
          expect(renderIni({ s: { k: value } }).split("\n")).to.deep.equal(["[s]", `k=${value}`, ""]);
        } catch (error) {
          expect(error).to.be.instanceOf(TypeError);
        }
      }),
    );
  });
});
