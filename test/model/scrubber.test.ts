import { execFileSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import { Secret } from "../../src/model/secret.ts";
import { scrubber } from "../../src/model/scrubber.ts";
import { quote } from "../../src/shell/quote.ts";

const VALUE = `it's "4" $HOME/ünï & more+\\`;
const LINES = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq/hkiG9w0+BAQEFAASC\nBKcwggSjAgEAAoIBAQ\nshort\n-----END PRIVATE KEY-----\n";
const scrub = scrubber([new Secret(["app.key"], VALUE), new Secret(["tls.key"], LINES), new Secret(["pin"], "123")]);

/** As programs print a text: what prints it, and how. */
const printed: readonly (readonly [string, (text: string) => string])[] = [
  ["as it is", (text) => text],
  ["JSON", (text) => JSON.stringify({ text })],
  ["JSON of PHP", (text) => JSON.stringify({ text }).replaceAll("/", "\\/")],
  ["JSON of Python", (text) => JSON.stringify({ text }).replaceAll("ü", "\\u00fc").replaceAll("ï", "\\u00ef")],
  ["our own shell words", (text) => quote(text)],
  ["Python's shell words", (text) => `'${text.replaceAll("'", `'"'"'`)}'`],
  ["printf %q", (text) => bash(String.raw`printf %q "$1"`, text)],
  ["set -x", (text) => bash('exec 2>&1; set -x; : "$1"', text)],
  ["a query", (text) => new URLSearchParams({ text }).toString()],
  ["a part of a path", (text) => `https://example.org/${encodeURIComponent(text)}?`],
  ["lower-case percent codes", (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase())],
  ["base64", (text) => Buffer.from(text).toString("base64")],
  ["base64 of a header", (text) => Buffer.from(`user:${text}`).toString("base64")],
  ["base64 amid others", (text) => Buffer.from(`us:${text}:x`).toString("base64")],
  ["base64url", (text) => Buffer.from(`u:${text}:x`).toString("base64url")],
  [
    "base64 in lines",
    (text) => execFileSync("base64", ["-w", "19"], { input: `${"x".repeat(50)}${text}${"y".repeat(50)}`, encoding: "utf8" }),
  ],
  ["indented base64 in lines", (text) => Buffer.from(`--${text}--`).toString("base64").replace(/.{7}/g, "$&\n      ")],
];

function bash(line: string, word: string): string {
  return execFileSync("bash", ["-c", line, "-", word], {
    encoding: "utf8",
    env: { LC_ALL: "C.UTF-8" },
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** What must not be left of a text: any eight characters of its letters. */
function piecesOf(text: string): readonly string[] {
  const words = text.match(/[A-Za-z0-9+/=%]{8,}/g) ?? [];
  return words.flatMap((word) => Array.from({ length: word.length - 7 }, (_, at) => word.slice(at, at + 8)));
}

describe("scrubber", () => {
  for (const [title, print] of printed) {
    it(`finds a secret in ${title}`, () => {
      const text = `before ${print(VALUE)} after`;
      expect(scrub(text))
        .to.contain("«app.key»")
        .and.match(/^before /)
        .and.match(/ after$/);
      expect(scrub(print(LINES)))
        .to.contain("«tls.key»")
        .and.not.match(/MIIEvQIBADAN|BKcwggSj|TUlJRXZRSUJBRE/);
    });
  }

  it("leaves nothing of base64 but what its neighbours share, at any alignment", () => {
    for (const before of ["", "a", "ab", "abc"]) {
      const text = Buffer.from(`${before}correct horse battery staple${before}`).toString("base64");
      const own = scrubber([new Secret(["k"], "correct horse battery staple")]);
      expect(piecesOf(own(text))).to.deep.equal([]);
    }
  });

  it("finds a line of a secret alone, but not its frame nor a short one", () => {
    expect(scrub("openssl: BKcwggSjAgEAAoIBAQ: bad")).to.equal("openssl: «tls.key»: bad");
    expect(scrub("-----BEGIN PRIVATE KEY-----\nshort")).to.equal("-----BEGIN PRIVATE KEY-----\nshort");
  });

  it("finds a secret with white space in it that is broken into lines there", () => {
    const own = scrubber([new Secret(["k"], "correct horse battery staple"), new Secret(["short"], "a b c d e")]);
    expect(own("say: correct horse\n  battery staple!")).to.equal("say: «k»!");
    expect(own("a b c\nd e")).to.equal("a b c\nd e");
  });

  it("finds a secret of any length in lines", () => {
    const long = "0123456789abcdef".repeat(10_000);
    expect(scrubber([new Secret(["k"], long)])(`a ${long.replace(/.{76}/g, "$&\n")} b`)).to.equal("a «k» b");
  });

  it("does not look for secrets of less than four characters, and has nothing to do without one", () => {
    expect(scrub("port 123")).to.equal("port 123");
    expect(scrubber([])(VALUE)).to.equal(VALUE);
  });

  it("covers secrets that overlap under the name of the longest", () => {
    const both = scrubber([new Secret(["a"], "horse"), new Secret(["b"], "correct horse"), new Secret(["c"], "horse battery")]);
    expect(both("a horse, correct horse, correct horse battery, horse battery!")).to.equal("a «a», «b», «b», «c»!");
  });

  it("finds the pieces of a secret that was cut, and only there", () => {
    const own = scrubber([new Secret(["k"], "correct horse battery")]);
    const cut = "\n[70 bytes left out]\n";
    expect(own(`a correct horse${cut}se battery b`)).to.equal(`a «k»${cut}«k» b`);
    expect(own("a correct horse")).to.equal("a correct horse");
    const long = "x".repeat(5000);
    expect(own(`se battery ${long} correct horse`)).to.equal(`«k» ${long} «k»`);
    expect(own(`tery ${long} correct`)).to.equal(`tery ${long} correct`);
  });

  it("leaves nothing of any secret in any text", () => {
    const value = fc.string({ unit: "grapheme", minLength: 4, maxLength: 30 }).filter((text) => text.trim().length >= 4);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), fc.string({ unit: "grapheme" }), fc.nat(16), (values, around, way) => {
        const own = scrubber(values.map((one) => new Secret(["k"], one)));
        const print = [JSON.stringify, quote, encodeURIComponent, (one: string) => one][way % 4] ?? String;
        const text = values.map((one) => print(one)).join(around);
        for (const one of values) expect(own(text)).to.not.contain(print(one).replace(/^["']|["']$/g, ""));
      }),
      { numRuns: 300 },
    );
  });

  it("takes little of the processor for a hundred secrets and ten megabytes", () => {
    const own = scrubber(Array.from({ length: 100 }, (_, index) => new Secret(["k"], `${index} correct horse ${index}`)));
    const text = `${"The quick brown fox jumps over the lazy dog. ".repeat(20)}\n`.repeat(11_000);
    // Its own time alone: other tests run beside it. A search that grew with the square of either would take minutes.
    const begun = process.cpuUsage();
    expect(own(text).length).to.equal(text.length);
    expect(process.cpuUsage(begun).user / 1000).to.be.lessThan(8000);
  });
});
