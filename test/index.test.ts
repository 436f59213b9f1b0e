import { expect } from "chai";
import { expectTypeOf } from "expect-type";
import { defineKind, Failures, playbook, role, z } from "geosteer";

const note = defineKind("note", {
  description: "A note that needs no host",
  props: z.strictObject({ text: z.string().describe("What it says") }),
  id: ({ text }) => text,
  observe: () => Promise.resolve(""),
  plan: ({ text }, seen) => (text === seen ? [] : [{ title: `note ${text}`, commands: [] }]),
});

const notes = role({
  name: "notes",
  description: "Notes",
  vars: z.strictObject({ texts: z.array(z.string()).describe("One note each") }),
  resources: ({ vars }) => {
    expectTypeOf(vars).toEqualTypeOf<{ texts: string[] }>();
    return vars.texts.map((text) => note({ text }));
  },
});

describe("the public API", () => {
  it("declares kinds, roles and playbooks", () => {
    expect(playbook({ name: "all", hosts: "all", roles: [notes] }).roles).to.deep.equal([notes]);
    expect(note({ text: "hello" })).to.include({ id: "note:hello", kind: "note", title: "note hello" });
  });

  it("refuses properties that do not fit, with all mistakes", () => {
    // @ts-expect-error: the compiler refuses them too
    expect(() => note({ txt: 1 }))
      .to.throw(Failures)
      .with.property("failures")
      .with.length(2);
  });
});
