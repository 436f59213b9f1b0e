import { execFileSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import { runAs } from "../../src/shell/run-as.ts";

const plain = { cwd: "/", environment: {} };

function run(command: { readonly text: string }): string {
  return execFileSync("dash", ["-c", command.text], {
    encoding: "utf8",
    stdio: "pipe",
    env: { PATH: "/usr/sbin:/usr/bin", HOME: "/root", LEAK: "1" },
  });
}

describe("runAs", () => {
  it("passes words, variables and the folder as they are", () => {
    const word = fc.string({ unit: fc.constantFrom("a", " ", "'", '"', "$", "\n", "=", "-", "\\", "é", "*") });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), word, (words, value) => {
        const output = run(
          runAs(["sh", "-c", 'printf "%s\\0" "$PWD" "$X" "$@"', "sh", ...words], { cwd: "/usr", environment: { X: value } }),
        );
        expect(output.split("\0").slice(0, -1)).to.deep.equal(["/usr", value, ...words]);
      }),
      { numRuns: 20 },
    );
  });

  it("keeps root's environment, in UTF-8", () => {
    expect(run(runAs(["sh", "-c", 'echo "$HOME $LEAK $LC_ALL"'], plain))).to.equal("/root 1 C.UTF-8\n");
  });

  it("gives an account its own environment and groups", () => {
    const script =
      'echo "$(id -un) $(id -gn) $USER $LOGNAME [$LEAK] $X $LC_ALL"; [ "$HOME" = "$(getent passwd "$USER" | cut -d: -f6)" ] && echo home';
    const output = run(runAs(["sh", "-c", script], { ...plain, user: "nobody", environment: { X: "1", LC_ALL: "C" } }));
    expect(output).to.equal("nobody nogroup nobody nobody [] 1 C\nhome\n");
  });

  it("fails for an account or a folder that is not there", () => {
    for (const options of [
      { ...plain, user: "nosuchuser" },
      { ...plain, cwd: "/nonexistent" },
    ]) {
      expect(() => run(runAs(["true"], options))).to.throw();
    }
  });
});
