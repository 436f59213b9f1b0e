import { expect } from "chai";
import { expectTypeOf } from "expect-type";
import { z } from "zod";
import { type Ask, type Fact, missing } from "../../src/model/fact.ts";
import { deferrable, type FromHost, fromHost, type Resolved, resolveFromHost } from "../../src/model/from-host.ts";
import { sh } from "../../src/shell/sh.ts";
import { askWith } from "../support/fake-ask.ts";
import { rejection } from "../support/rejection.ts";

const codename: Fact<string, string> = { name: "codename", script: () => sh`true`, parse: () => [] };
const suite = fromHost(codename, "", (answer) => `${answer}-backports`);
const ask: Ask = askWith({ codename: () => "trixie" });

describe("fromHost", () => {
  it("fills in values at any depth, in one go", async () => {
    let open = 0;
    let most = 0;
    const counting: Ask = async (fact, arg) => {
      most = Math.max(most, (open += 1));
      const answer = await ask(fact, arg);
      open -= 1;
      return answer;
    };
    const value = { a: suite, b: [1, [suite], { c: suite }], d: "plain" };
    expect(await resolveFromHost(value, counting)).to.deep.equal({
      a: "trixie-backports",
      b: [1, ["trixie-backports"], { c: "trixie-backports" }],
      d: "plain",
    });
    expect(most).to.equal(3);
  });

  it("fills in a value that holds another one", async () => {
    const outer = fromHost(codename, "", (answer) => ({ answer, inner: suite }));
    expect(await resolveFromHost([outer], ask)).to.deep.equal([{ answer: "trixie", inner: "trixie-backports" }]);
  });

  it("leaves bytes, resources, dates and nothing as they are", async () => {
    const resource = { plan: () => [], suite };
    for (const value of [Buffer.from("a"), resource, new Date(0), null, undefined, 1, true])
      expect(await resolveFromHost(value, ask)).to.equal(value);
  });

  it("fails where the host lacks the tool, for there is no value to make up", async () => {
    const failure = await rejection(resolveFromHost({ suite }, askWith({ codename: () => missing })));
    expect([failure.code, failure.message]).to.deep.equal([
      "FACT_FAILED",
      'Cannot fill a property from fact "codename": its tool is not installed on the host',
    ]);
  });

  it("has the type of what it fills in", () => {
    expectTypeOf(suite).toEqualTypeOf<FromHost<string>>();
    expectTypeOf<Resolved<{ a: FromHost<string>; b: readonly (FromHost<number> | string)[]; c?: Uint8Array }>>().toEqualTypeOf<{
      a: string;
      b: readonly (number | string)[];
      c?: Uint8Array;
    }>();
  });
});

describe("deferrable", () => {
  const Name = deferrable(z.string().regex(/^[a-z-]+$/, "must be lower-case letters"));

  it("takes a value, and checks it at once", () => {
    expect(Name.parse("trixie")).to.equal("trixie");
    expect(Name.safeParse("Trixie").success).to.equal(false);
  });

  it("takes a value that comes later, and checks it when it has come", async () => {
    expect(await resolveFromHost(Name.parse(suite), ask)).to.equal("trixie-backports");
    const failure = await rejection(resolveFromHost(Name.parse(suite), askWith({ codename: () => "13" })));
    expect([failure.code, failure.message]).to.deep.equal([
      "FACT_FAILED",
      'Cannot fill a property from the host: "13-backports": must be lower-case letters',
    ]);
  });
});
