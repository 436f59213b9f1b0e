import { expect } from "chai";
import { z } from "zod";
import { secret } from "../../src/model/secret.ts";
import { parseBySchema } from "../../src/model/parse-by-schema.ts";

const User = z.strictObject({ name: z.string(), port: z.number().optional() });
const Vars = z.strictObject({
  text: z.string().default(""),
  mode: z.enum(["0644", "0600"]).default("0644"),
  path: z.string().startsWith("/", "must be an absolute path").optional(),
  shout: z.boolean().default(false),
  small: z.number().min(3).optional(),
  users: z.array(z.union([z.string(), User])).default([]),
  byName: z.record(z.string().regex(/^[a-z]+$/, "must be small letters"), User).default({}),
  check: z
    .discriminatedUnion("type", [z.strictObject({ type: z.literal("tcp"), at: z.number() }), z.strictObject({ type: z.literal("http") })])
    .optional(),
  either: z.union([z.string(), z.number(), z.array(z.string())]).optional(),
  one: z.union([z.string(), z.null()]).optional(),
});

describe("parseBySchema", () => {
  const Peer = z.strictObject({ key: secret, port: z.number().optional() });
  const Hidden = z.strictObject({
    peers: z.array(Peer).optional(),
    named: z.record(z.string(), Peer).optional(),
    byName: z.record(z.string().regex(/^[a-z]+$/, "must be small letters"), Peer).optional(),
    title: z.string().optional(),
  });

  for (const [title, value, message] of [
    ["a secret of a wrong type", { peers: [{ key: 4711 }] }, "peers.0.key: must be a text or a secret; got a number, not shown"],
    ["a secret under a wrong name", { named: { a: { key: "x", kee: "hunter2" } } }, "there is no such property; got a string, not shown"],
    ["secrets in a wrong place", { peers: { key: "hunter2" } }, "peers: expected list; got a mapping, not shown"],
    ["a list of secrets for a mapping", { named: ["hunter2"] }, "named: expected mapping; got a list, not shown"],
    ["secrets under a key that is none", { byName: { A: { key: "hunter2" } } }, 'byName.A: must be small letters; got "A"'],
    ["null where a secret shall be", { peers: [{ key: null }] }, "peers.0.key: must be a text or a secret; got null"],
    ["nothing where a secret shall be", { peers: [{}] }, "must be a text or a secret; got nothing"],
    ["what is beside secrets", { peers: [{ key: "x", port: "y" }] }, 'peers.0.port: expected number; got "y"'],
  ] as const) {
    it(`says nothing of the value of ${title}`, () => {
      const parsed = parseBySchema(Hidden, value);
      const told = parsed.outcome === "refused" ? parsed.mistakes.map((one) => `${one.path.join(".")}: ${one.message}`).join("\n") : "";
      expect(told)
        .to.contain(message)
        .and.not.match(/hunter2|4711/);
    });
  }

  it("gives what the schema makes of a value", () => {
    expect(parseBySchema(z.object({ a: z.string().default("b") }), {})).to.deep.equal({ outcome: "fits", data: { a: "b" } });
  });

  const table: readonly { readonly title: string; readonly value: unknown; readonly mistakes: readonly (readonly [string, string?])[] }[] =
    [
      { title: "a wrong type", value: { text: ["a"] }, mistakes: [['text: expected string; got ["a"]']] },
      { title: "nothing at all", value: undefined, mistakes: [[": expected mapping; got nothing"]] },
      { title: "no list", value: { users: "ann" }, mistakes: [['users: expected list; got "ann"']] },
      {
        title: "a number without quotes",
        value: { text: 8080 },
        mistakes: [["text: expected string; got 8080", 'Put it into quotes: "8080"']],
      },
      {
        title: "Ansible's booleans",
        value: { shout: "yes" },
        mistakes: [['shout: expected boolean; got "yes"', "YAML 1.2 has true and false; yes and no are strings"]],
      },
      { title: "none of two values", value: { mode: "1" }, mistakes: [['mode: expected "0644" or "0600"; got "1"']] },
      { title: "none of three types", value: { either: true }, mistakes: [["either: expected one of string, number, list; got true"]] },
      { title: "null of several", value: { one: 3 }, mistakes: [["one: expected string or null; got 3", 'Put it into quotes: "3"']] },
      { title: "what zod says itself", value: { small: 1 }, mistakes: [["small: Too small: expected number to be >=3; got 1"]] },
      { title: "what the schema's author says", value: { path: "etc" }, mistakes: [['path: must be an absolute path; got "etc"']] },
      {
        title: "an unknown property",
        value: { txt: 1 },
        mistakes: [
          [
            "txt: there is no such property; got 1",
            'Did you mean "text"? known: byName, check, either, mode, one, path, shout, small, text, users',
          ],
        ],
      },
      {
        title: "unknown properties further down, each by itself",
        value: { users: [{ name: "ann", prot: 1, x: 2 }] },
        mistakes: [
          ["users.0.prot: there is no such property; got 1", 'Did you mean "port"? known: name, port'],
          ["users.0.x: there is no such property; got 2", "known: name, port"],
        ],
      },
      {
        title: "an unknown property in a mapping by name",
        value: { byName: { ann: { name: "a", nam: 1 } } },
        mistakes: [["byName.ann.nam: there is no such property; got 1", 'Did you mean "name"? known: name, port']],
      },
      {
        title: "which of several types there are",
        value: { check: { type: "icmp" } },
        mistakes: [['check.type: expected "tcp" or "http"; got "icmp"']],
      },
      {
        title: "an unknown property in one of several shapes",
        value: { check: { type: "tcp", at: 1, att: 2 } },
        mistakes: [["check.att: there is no such property; got 2", 'Did you mean "at"? known: at, type']],
      },
      {
        title: "the content of the type that fits",
        value: { users: [{ name: 3 }] },
        mistakes: [["users.0.name: expected string; got 3", 'Put it into quotes: "3"']],
      },
      {
        title: "the name of an entry",
        value: { byName: { Ann: { name: "a" } } },
        mistakes: [['byName.Ann: must be small letters; got "Ann"']],
      },
      {
        title: "a long value, shortened",
        value: { users: "x".repeat(200) },
        mistakes: [[`users: expected list; got "${"x".repeat(118)}…`]],
      },
      {
        title: "what has no JSON",
        value: { text: () => 1, shout: 1n, users: Symbol("a") },
        mistakes: [
          ["text: expected string; got a function"],
          ["shout: expected boolean; got a bigint"],
          ["users: expected list; got a symbol"],
        ],
      },
    ];
  for (const { title, value, mistakes } of table) {
    it(`tells ${title}`, () => {
      const parsed = parseBySchema(Vars, value);
      const told = parsed.outcome === "refused" ? parsed.mistakes : [];
      expect(told.map(({ path, message, hint }) => [`${path.join(".")}: ${message}`, ...(hint === undefined ? [] : [hint])])).to.deep.equal(
        mistakes,
      );
    });
  }

  it("has no hint where it cannot know what there is", () => {
    const Any = z.union([z.strictObject({}), z.tuple([z.strictObject({ a: z.string() })])]);
    const parsed = parseBySchema(Any, [{ a: "b", c: 1 }]);
    expect(parsed.outcome === "refused" && parsed.mistakes).to.deep.equal([
      { path: [0, "c"], message: "there is no such property; got 1", hint: "There is none" },
    ]);
  });

  it("finds nothing where a schema's own check points at what is not there", () => {
    const parsed = parseBySchema(
      z.strictObject({}).refine(() => false, { error: "must agree", path: ["a", "b"] }),
      {},
    );
    expect(parsed.outcome === "refused" && parsed.mistakes).to.deep.equal([{ path: ["a", "b"], message: "must agree; got nothing" }]);
  });
});
