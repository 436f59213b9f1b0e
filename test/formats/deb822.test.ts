import { expect } from "chai";
import fc from "fast-check";
import { parseDeb822, renderDeb822 } from "../../src/formats/deb822.ts";

describe("parseDeb822", () => {
  const cases = [
    { title: "reads nothing from nothing", text: "", paragraphs: [] },
    {
      title: "reads a paragraph, names in lower case",
      text: "Types: deb\nURIs:  http://a/ \n",
      paragraphs: [{ types: "deb", uris: "http://a/" }],
    },
    { title: "parts paragraphs at blank lines", text: "\n\na: 1\n \t\n\nb: 2", paragraphs: [{ a: "1" }, { b: "2" }] },
    {
      title: "joins folded values, comments between them too",
      text: "key:\n one\n# no\n .\n two\nb: 1",
      paragraphs: [{ key: "\none\n.\ntwo", b: "1" }],
    },
    { title: "keeps a paragraph together over a comment line", text: "a: 1\n#\nb: 2\n", paragraphs: [{ a: "1", b: "2" }] },
    { title: "ignores what belongs to no field", text: " folded\njunk\na: 1\n", paragraphs: [{ a: "1" }] },
    { title: "knows no end of a line but a newline", text: "a: 1\u20282\nb: 3", paragraphs: [{ a: "1\u20282", b: "3" }] },
    { title: "takes an empty value", text: "a:\nb: 1", paragraphs: [{ a: "", b: "1" }] },
  ];
  for (const { title, text, paragraphs } of cases) {
    it(title, () => {
      expect(parseDeb822(text).map((fields) => Object.fromEntries(fields))).to.deep.equal(paragraphs);
    });
  }
});

describe("renderDeb822", () => {
  it("writes what parseDeb822 reads", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
    const value = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\n\r]/g, " ").trim());
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { minLength: 1, selector: ([key]) => key }), (fields) => {
        expect([...(parseDeb822(renderDeb822(fields))[0] ?? [])]).to.deep.equal(fields);
      }),
    );
  });

  it("refuses a value that would begin another field", () => {
    expect(() => renderDeb822([["URIs", "http://a/\nTrusted: yes"]])).to.throw(RangeError, 'field "URIs"');
  });
});
