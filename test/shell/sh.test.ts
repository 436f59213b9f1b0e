import { expect } from "chai";
import fc from "fast-check";
import { and, type Command, lines, pipe, sh } from "../../src/shell/sh.ts";
import { runScript, shells } from "./shells.ts";

describe("sh", () => {
  const nested = sh`cat ${"my file"}`;
  const cases: readonly { readonly title: string; readonly command: Command; readonly text: string }[] = [
    { title: "quotes a word", command: sh`rm -- ${"my file"}`, text: "rm -- 'my file'" },
    { title: "takes a number", command: sh`sleep ${3}`, text: "sleep 3" },
    { title: "makes a word of each item", command: sh`rm -- ${["a b", "c", 4]}`, text: "rm -- 'a b' c 4" },
    { title: "makes nothing of no items", command: sh`set --${[]}`, text: "set --" },
    { title: "inserts a command as it is", command: sh`${nested} | wc`, text: "cat 'my file' | wc" },
    { title: "inserts a command inside quotes", command: sh`x="$(${nested})"`, text: `x="$(cat 'my file')"` },
    { title: "inserts a command between quotes", command: sh`echo "in ${sh`$PWD`}"`, text: 'echo "in $PWD"' },
    { title: "takes the template raw", command: sh`printf '%s\n\0' a`, text: String.raw`printf '%s\n\0' a` },
    { title: "writes a shell's own braces", command: sh`echo "\${x%% *}"`, text: 'echo "${x%% *}"' },
    { title: "quotes inside a substitution inside quotes", command: sh`x="$(cat ${"a b"})"`, text: `x="$(cat 'a b')"` },
    { title: "puts a value beside quoted text", command: sh`"$blobs"/${"a b"}`, text: `"$blobs"/'a b'` },
  ];
  for (const { title, command, text } of cases) it(title, () => expect(command.text).to.equal(text));

  const refused: readonly { readonly title: string; readonly build: () => Command }[] = [
    { title: "in double quotes", build: () => sh`echo "hello ${"you"}"` },
    { title: "in single quotes", build: () => sh`echo '${"you"}'` },
    { title: "in quotes inside a substitution", build: () => sh`x="$(cat "${"a"}")"` },
    { title: "in quotes, several of them", build: () => sh`echo "${["a", "b"]}"` },
    { title: "in quotes after a value outside", build: () => sh`echo ${"a"} "b ${1}"` },
  ];
  for (const { title, build } of refused) {
    it(`refuses a value ${title}`, () => expect(build).to.throw(TypeError, "stands inside quotes"));
  }

  for (const shell of shells) {
    it(`passes any words on in ${shell.join(" ")}`, () => {
      fc.assert(
        fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 200, size: "max" }), (words) => {
          const expected = words.map((word) => word.replaceAll("\0", ""));
          expect(runScript(shell, sh`printf '%s\0' ${expected}`.text).split("\0").slice(0, -1)).to.deep.equal(expected);
        }),
        { numRuns: 3 },
      );
    });
  }
});

describe("joined commands", () => {
  const [yes, no] = [sh`true`, sh`false`];
  const cases: readonly { readonly title: string; readonly command: Command; readonly text: string; readonly prints: string }[] = [
    { title: "and", command: and(yes, sh`echo a`, sh`echo b`), text: "true && echo a && echo b", prints: "a\nb\n" },
    { title: "and with an alternative", command: and(sh`false || true`, sh`echo a`), text: "{ false || true\n} && echo a", prints: "a\n" },
    { title: "and that ends early", command: sh`${and(no, sh`echo a`)} || echo b`, text: "false && echo a || echo b", prints: "b\n" },
    { title: "pipe", command: pipe(sh`echo a; echo b`, sh`tail -n 1`), text: "{ echo a; echo b\n} | tail -n 1", prints: "b\n" },
    { title: "lines", command: lines(no, sh`echo a`), text: "false\necho a", prints: "a\n" },
  ];
  for (const { title, command, text, prints } of cases) {
    it(title, () => {
      expect(command.text).to.equal(text);
      for (const shell of shells) expect(runScript(shell, command.text)).to.equal(prints);
    });
  }
});
