import { expect } from "chai";
import { expectTypeOf } from "expect-type";
import { z } from "zod";
import { blob, type LocalFile } from "../../src/model/blob.ts";
import type { Ask, Fact } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { deferrable, fromHost } from "../../src/model/from-host.ts";
import { defineKind } from "../../src/model/kind.ts";
import type { Resource } from "../../src/model/resource.ts";
import { sh } from "../../src/shell/sh.ts";
import { askWith } from "../support/fake-ask.ts";

const size: Fact<string, number> = { name: "size", script: () => sh`true`, parse: () => [] };
const ask: Ask = askWith({ size: () => 7 });

const Props = z.strictObject({
  name: z.string().describe("Its name."),
  size: deferrable(z.number()).optional().describe("Its size."),
  content: z.unknown().optional().describe("Anything."),
  mode: z.string().default("0644").describe("Permission bits."),
});

const thing = defineKind("thing", {
  description: "A thing is there.",
  props: Props,
  id: ({ name }) => name,
  observe: async ({ name }, ask) => await ask(size, name),
  plan: (want, seen) => (want.size === seen ? [] : [{ title: `resize ${want.name}`, commands: [sh`resize ${want.name}`] }]),
});

const watcher = defineKind("watcher", {
  description: "Watches.",
  props: z.strictObject({ on: z.array(z.custom<Resource>()).describe("Watched.") }),
  id: () => "w",
  observe: async () => await Promise.resolve(undefined),
  plan: () => [],
  watches: ({ on }) => (on.length === 0 ? undefined : { unit: "w.service", ids: on.map(({ id }) => id) }),
});

describe("a kind", () => {
  it("carries what a list of kinds shows", () => {
    expect([thing.kind, thing.description, thing.props]).to.deep.equal(["thing", "A thing is there.", Props]);
  });

  it("makes a resource with an id, and a title for a reader", () => {
    const { id, kind, title, watches } = thing({ name: "a b" });
    expect({ id, kind, title, watches }).to.deep.equal({ id: "thing:a b", kind: "thing", title: "thing a b", watches: undefined });
  });

  it("asks for properties of the right type", () => {
    expectTypeOf(thing).parameter(0).toExtend<{ name: string }>();
    // @ts-expect-error: a name is text
    expect(() => thing({ name: 5 })).to.throw(Failures);
    // @ts-expect-error: a size is a number
    expect(() => thing({ name: "a", size: "large" })).to.throw(Failures);
    // @ts-expect-error: a size from the host is a number too
    thing({ name: "a", size: fromHost(size, "", () => "large") });
  });

  it("tells all mistakes of a declaration at once, with the name of what they are in", () => {
    // @ts-expect-error: not a property
    expect(mistakes(() => thing({ name: "a", mode: 5, colour: "red" }))).to.deep.equal([
      'thing.mode: Cannot declare thing "a": mode: expected string; got 5',
      'thing.colour: Cannot declare thing "a": colour: there is no such property; got "red"',
    ]);
    // @ts-expect-error: no properties at all
    expect(mistakes(() => thing(undefined))).to.deep.equal(["thing: Cannot declare thing: expected mapping; got nothing"]);
    // @ts-expect-error: not an object
    expect(mistakes(() => thing("a"))).to.deep.equal(['thing: Cannot declare thing "a": expected mapping; got "a"']);
    expect(mistakes(() => watcher({ on: [], ...{ off: 1 } }))).to.deep.equal([
      "watcher.off: Cannot declare watcher: off: there is no such property; got 1",
    ]);
  });

  it("plans nothing when what is seen fits", async () => {
    expect(await thing({ name: "a", size: 7 }).plan(ask)).to.deep.equal([]);
  });

  it("completes the changes of a plan", async () => {
    expect(await thing({ name: "a", size: 8 }).plan(ask)).to.deep.equal([
      { resource: "thing:a", title: "resize a", commands: [sh`resize a`], blobs: [], timeoutMs: 120_000 },
    ]);
  });

  it("plans with what the host fills in", async () => {
    expect(await thing({ name: "a", size: fromHost(size, "b", (answer) => answer) }).plan(ask)).to.deep.equal([]);
  });

  it("tells what it watches", () => {
    expect(watcher({ on: [thing({ name: "a" })] }).watches).to.deep.equal({ unit: "w.service", ids: ["thing:a"] });
    expect(watcher({ on: [] })).not.to.have.property("watches");
  });

  it("has no warnings where its kind has none to give", () => {
    expect(thing({ name: "a" })).not.to.have.property("warnings");
  });
});

describe("a resource's digest", () => {
  const digestOf = async (resource: Resource) => await resource.digest(ask);
  const local = (localPath: string, sha256: string): LocalFile => ({ localPath, size: 1, sha256 });

  const same: readonly { readonly title: string; readonly one: Resource; readonly other: Resource }[] = [
    { title: "the order of properties", one: thing({ name: "a", size: 1 }), other: thing({ size: 1, name: "a" }) },
    {
      title: "the order of keys in a value",
      one: thing({ name: "a", content: { b: 1, a: [{ d: 1, c: 2 }] } }),
      other: thing({ name: "a", content: { a: [{ c: 2, d: 1 }], b: 1 } }),
    },
    { title: "a default that is written out", one: thing({ name: "a" }), other: thing({ name: "a", mode: "0644" }) },
    {
      title: "where a value comes from",
      one: thing({ name: "a", size: 7 }),
      other: thing({ name: "a", size: fromHost(size, "", (answer) => answer) }),
    },
    {
      title: "which array holds bytes",
      one: thing({ name: "a", content: Buffer.from("ab") }),
      other: thing({ name: "a", content: new Uint8Array([97, 98]) }),
    },
    {
      title: "where the controller keeps a file",
      one: thing({ name: "a", content: local("/a", "11") }),
      other: thing({ name: "a", content: local("/b", "11") }),
    },
    {
      title: "what becomes of a watched resource",
      one: watcher({ on: [thing({ name: "a", size: 1 })] }),
      other: watcher({ on: [thing({ name: "a", size: 2 })] }),
    },
  ];
  for (const { title, one, other } of same)
    it(`is not about ${title}`, async () => expect(await digestOf(one)).to.equal(await digestOf(other)));

  const different: readonly { readonly title: string; readonly one: Resource; readonly other: Resource }[] = [
    { title: "a value", one: thing({ name: "a", size: 1 }), other: thing({ name: "a", size: 2 }) },
    { title: "the order of a list", one: thing({ name: "a", content: [1, 2] }), other: thing({ name: "a", content: [2, 1] }) },
    { title: "a number and its text", one: thing({ name: "a", content: 1 }), other: thing({ name: "a", content: "1" }) },
    { title: "null and nothing", one: thing({ name: "a", content: null }), other: thing({ name: "a" }) },
    { title: "bytes", one: thing({ name: "a", content: Buffer.from("ab") }), other: thing({ name: "a", content: Buffer.from("ac") }) },
    {
      title: "a local file's content",
      one: thing({ name: "a", content: local("/a", "11") }),
      other: thing({ name: "a", content: local("/a", "22") }),
    },
    { title: "which resource is watched", one: watcher({ on: [thing({ name: "a" })] }), other: watcher({ on: [thing({ name: "b" })] }) },
  ];
  for (const { title, one, other } of different)
    it(`is about ${title}`, async () => expect(await digestOf(one)).not.to.equal(await digestOf(other)));

  it("is a SHA-256", async () =>
    expect(await digestOf(thing({ name: "a" })))
      .to.match(/^[0-9a-f]{64}$/)
      .and.not.equal(blob("a").sha256));
});

function mistakes(declare: () => unknown): readonly string[] {
  try {
    declare();
  } catch (error) {
    if (error instanceof Failures)
      return error.failures.map(({ where, message, code }) => (code === "RESOURCE_INVALID" ? `${where}: ${message}` : code));
    throw error;
  }
  return [];
}
