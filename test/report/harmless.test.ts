import { expect } from "chai";
import { harmless, harmlessLine } from "../../src/report/harmless.ts";

describe("harmless", () => {
  const table: readonly { readonly title: string; readonly text: string; readonly shown: string }[] = [
    { title: "plain words", text: "cafe 漢字 – ok", shown: "cafe 漢字 – ok" },
    { title: "a colour", text: "\u001B[31mred", shown: "␛[31mred" },
    { title: "a window title by OSC", text: "\u001B]0;root\u0007", shown: "␛]0;root␇" },
    { title: "C1 control sequences", text: "\u009B2J", shown: "\\u009b2J" },
    { title: "text that would run backwards", text: "a\u202Egpj.exe", shown: "a\\u202egpj.exe" },
    { title: "a line that would be overwritten", text: "all is well\rrm -rf", shown: "all is well␍rm -rf" },
    { title: "lines of a DOS file", text: "a\r\nb\r\n", shown: "a\nb\n" },
    { title: "tabs and newlines", text: "a\tb\nc", shown: "a\tb\nc" },
    { title: "DEL", text: "a\u007F", shown: "a␡" },
  ];
  for (const { title, text, shown } of table) {
    it(title, () => {
      expect(harmless(text)).to.equal(shown);
    });
  }

  it("lets no control character through, whatever a host says", () => {
    const unsafe = /\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u;
    const through = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((char) =>
      unsafe.test(harmlessLine(char)),
    );
    expect(through).to.deep.equal([]);
  });
});
