import { expect } from "chai";
import fc from "fast-check";
import { Failure, Failures } from "../../src/model/failure.ts";
import { valueOf, vars } from "./value-of.ts";
import { load } from "./write-folder.ts";

describe("a value with expressions", () => {
  it("is filled in at any depth, and only in values", async () => {
    expect(await valueOf({ list: ["{{ port }}", { "{{ key }}": "{{ prefix }}-1" }] })).to.deep.equal({
      list: [8080, { "{{ key }}": "eu-1" }],
    });
  });

  it("is not filled in twice", async () => expect(await valueOf("{{ '{' + '{ port }' + '}' }}")).to.equal("{{ port }}"));

  it("may call itself what it likes, as long as it does not need itself", async () => {
    expect(await valueOf({ a: "{{ it.b }}", b: "{{ it.c }}", c: 3 })).to.deep.equal({ a: 3, b: 3, c: 3 });
    expect(await valueOf({ a: "{{ it }}" })).to.match(/^it refers to itself: a\.json:1:\d+ > a\.json:1:\d+$/);
  });

  it("fails with every mistake of a value at once, each with its place", async () => {
    const inventory = await load({
      "host_vars/eu.yml": "it:\n  a: '{{ no }}'\n  b: ok\n  c: ['{{ nope }}', '{{ broken }}', '{{ broken }}']\nbroken: '{{ zzz }}'\n",
      "h.yml": "all: {hosts: {eu: }}",
    });
    const [host] = inventory.hosts;
    try {
      inventory.roleVars(host ?? expect.fail(), "it");
      expect.fail("it did not throw");
    } catch (error) {
      const found = error instanceof Failures ? error.failures.map(({ code, where }) => `${code} ${where}`) : [];
      expect(found).to.deep.equal([
        "EXPRESSION_INVALID host_vars/eu.yml:2:6",
        "EXPRESSION_INVALID host_vars/eu.yml:4:7",
        "EXPRESSION_INVALID host_vars/eu.yml:5:9",
      ]);
    }
  });

  it("hurts only who reads it", async () => {
    const inventory = await load({ "a.json": JSON.stringify({ all: { hosts: { eu: vars } } }) });
    const { half, broken } = Object.getOwnPropertyDescriptors(inventory.host("eu")?.vars ?? {});
    expect((half?.get?.() as { good: number }).good).to.equal(1);
    expect(() => (half?.get?.() as { bad: string }).bad).to.throw(Failure, '"nowhere" is not defined');
    expect(() => broken?.get?.() as unknown).to.throw(Failure, '"nowhere" is not defined');
  });

  it("says how it is done", async () => {
    const inventory = await load({
      "a.json": JSON.stringify({
        all: { hosts: { eu: { a: "{{ lookup('file', 'x') }}", b: "{{ x | ipaddr }}", c: "{{ ansible_x }}", d: "{{ x }}" } } },
      }),
    });
    const explained = inventory.explain(inventory.host("eu") ?? expect.fail());
    const hints = explained.map((one) => ("failure" in one.value ? one.value.failure.hint : undefined));
    expect(hints[0]).to.include('readFileSync(path, "utf8")');
    expect(hints[1]).to.include("anything else is TypeScript");
    expect(hints[2]).to.include("fromHost(");
    expect(hints[3]).to.include('default("…")');
  });

  it("takes !unsafe as it is, and refuses other tags only when they are read", async () => {
    const inventory = await load({ "a.yml": "all: {hosts: {eu: {u: !unsafe '{{ x }}', v: !custom abc, n: 12345678901234567890}}}" });
    const host = inventory.host("eu") ?? expect.fail();
    expect(host.vars["u"]).to.equal("{{ x }}");
    expect(() => host.vars["v"]).to.throw('Cannot read a value: nothing reads values tagged "!custom" here');
    expect(() => host.vars["n"]).to.throw("12345678901234567890 would lose digits as a number: put it into quotes");
  });

  it("never fails in another way, whatever stands between the braces", async () => {
    const piece = fc.constantFrom(
      "{{",
      "}}",
      "{%",
      "%}",
      " port ",
      ".",
      "[",
      "]",
      "(",
      ")",
      "|",
      "'",
      "if",
      "else",
      "for x in names",
      "endfor",
      "not ",
      "default(1)",
      "geo",
      "0",
      "==",
      "~",
      "-",
      ",",
      "{",
      "}",
      "{#",
      "#}",
      "\\",
      "is defined",
      "set y = 1",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        await valueOf(`{{ ${pieces.join("")} }}`);
        await valueOf(pieces.join(""));
      }),
      { numRuns: 80 },
    );
  });
});
