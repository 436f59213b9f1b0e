import { expect } from "chai";
import { z } from "zod";
import { hasSecret, jsonOf, schemasAt, secretPaths } from "../../src/model/json-schema.ts";
import { secret } from "../../src/model/secret.ts";

const Vars = z.strictObject({
  token: secret.optional().describe("A token."),
  accounts: z.array(z.strictObject({ name: z.string(), hash: secret.describe("A hash.").optional() })).default([]),
  peers: z.record(z.string(), z.discriminatedUnion("type", [z.strictObject({ type: z.literal("a"), key: secret })])).default({}),
  pair: z.tuple([z.string(), z.number()]).optional(),
  motd: z.string(),
});

describe("a schema as data", () => {
  it("tells where secrets are, whatever is put around their schema", () => {
    expect(secretPaths(jsonOf(Vars))).to.deep.equal([["token"], ["accounts", "*", "hash"], ["peers", "*", "key"]]);
  });

  it("tells whether there is one at or below a path", () => {
    const at = (...path: readonly (string | number)[]): boolean => schemasAt(jsonOf(Vars), path).some(hasSecret);
    expect([at(), at("token"), at("accounts"), at("accounts", 7), at("peers", "x", "key")]).to.deep.equal([true, true, true, true, true]);
    expect([at("accounts", 7, "name"), at("motd"), at("pair", 0), at("nothing")]).to.deep.equal([false, false, false, false]);
  });
});
