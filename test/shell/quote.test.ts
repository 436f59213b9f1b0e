import { expect } from "chai";
import fc from "fast-check";
import { quote } from "../../src/shell/quote.ts";
import { runScript, shells } from "./shells.ts";

const word = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...Array.from("'\"\\$`!#*?[]{}()<>|&;~= \t\r\n-a%\u00e4\u{1f600}")) }),
    fc.constantFrom("", "-n", "-", "--", "$(id)", "`id`", "\n", "a\n\n", "!!", "%s", "\\c", "~", "'", "\u007f\u001b[31m"),
  )
  .map((text) => text.replaceAll("\0", ""));

describe("quote", () => {
  const cases: readonly { readonly title: string; readonly word: string; readonly quoted: string }[] = [
    { title: "leaves a harmless word as it is", word: "/etc/caddy/Caddyfile", quoted: "/etc/caddy/Caddyfile" },
    { title: "leaves a leading - to the caller", word: "-rf", quoted: "-rf" },
    { title: "quotes nothing at all", word: "", quoted: "''" },
    { title: "quotes a space", word: "my site", quoted: "'my site'" },
    { title: "quotes a quote", word: "it's", quoted: String.raw`'it'\''s'` },
    { title: "quotes a newline", word: "a\nb", quoted: "'a\nb'" },
    { title: "quotes a tilde, which a shell would expand", word: "~root", quoted: "'~root'" },
    { title: "quotes letters beyond ASCII", word: "ä", quoted: "'ä'" },
  ];
  for (const { title, word, quoted } of cases) it(title, () => expect(quote(word)).to.equal(quoted));

  it("refuses a NUL, which no word can hold", () => {
    expect(() => quote("a\0b")).to.throw(TypeError, "Cannot quote a word for the shell: it holds a NUL character");
  });

  for (const shell of shells) {
    it(`makes one word of any string in ${shell.join(" ")}`, () => {
      fc.assert(
        fc.property(fc.array(word, { minLength: 1, maxLength: 400, size: "max" }), (words) => {
          const seen = runScript(shell, `printf '%s\\0' ${words.map(quote).join(" ")}`);
          expect(seen.split("\0").slice(0, -1)).to.deep.equal(words.map((one) => Buffer.from(one).toString()));
        }),
        { numRuns: 4 },
      );
    });

    it(`makes one word of a megabyte in ${shell.join(" ")}`, () => {
      const long = `it's $(a) long ${"line ".repeat(200)}\n`.repeat(1000);
      expect(runScript(shell, `printf %s ${quote(long)}`) === long).to.equal(true);
    });
  }
});
