import { expect } from "chai";
import { advance, inQuotes, start } from "../../src/shell/scan.ts";

describe("scan", () => {
  const cases: readonly { readonly text: string; readonly open: string; readonly quoted: boolean }[] = [
    { text: "echo ", open: "", quoted: false },
    { text: "echo '", open: "'", quoted: true },
    { text: "echo 'a' ", open: "", quoted: false },
    { text: 'echo "', open: '"', quoted: true },
    { text: 'echo "a" ', open: "", quoted: false },
    { text: `echo "it's `, open: '"', quoted: true },
    { text: `echo 'say "`, open: "'", quoted: true },
    { text: String.raw`echo \' `, open: "", quoted: false },
    { text: String.raw`echo \" `, open: "", quoted: false },
    { text: String.raw`echo "\" `, open: '"', quoted: true },
    { text: String.raw`echo '\' `, open: "", quoted: false },
    { text: 'x="$(', open: '"(', quoted: false },
    { text: 'x="$(cat "', open: '"("', quoted: true },
    { text: 'x="$(cat "a")', open: '"', quoted: true },
    { text: 'x="$(cat "a")"', open: "", quoted: false },
    { text: "x=$( (a) ", open: "(", quoted: false },
    { text: "x=$( (a) )", open: "", quoted: false },
    { text: "(cd /tmp; ", open: "", quoted: false },
    { text: "case $1 in a) ", open: "", quoted: false },
    { text: "'$(", open: "'", quoted: true },
  ];
  for (const { text, open, quoted } of cases) {
    it(`knows what is open after ${JSON.stringify(text)}`, () => {
      const scan = advance(start, text);
      expect(scan.join("")).to.equal(open);
      expect(inQuotes(scan)).to.equal(quoted);
    });
  }

  it("goes on from one piece of a text to the next", () => {
    const whole = `x="$(cat 'a b' "c")" 'd'`;
    for (const at of whole.split("").keys()) {
      // Only the two characters of "$(" and of a backslash belong together.
      if (whole[at] === "(") continue;
      expect(advance(advance(start, whole.slice(0, at)), whole.slice(at))).to.deep.equal(advance(start, whole));
    }
  });
});
