import { expect } from "chai";
import { z } from "zod";
import { describeSchema } from "../../src/run/describe-schema.ts";

describe("describeSchema", () => {
  it("lists properties with their types, defaults and descriptions, nested ones below", () => {
    const schema = z.strictObject({
      path: z.string().describe("Where it is."),
      mode: z.enum(["a", "b"]).default("a"),
      files: z.array(z.strictObject({ size: z.int().optional().describe("Bytes.") })).optional(),
      users: z.record(z.string(), z.strictObject({ shell: z.string() })).optional(),
      owner: z.union([z.string(), z.strictObject({ uid: z.int() })]).optional(),
      absent: z.literal(true).optional(),
      list: z.array(z.string()).optional(),
      anything: z.custom<symbol>().optional(),
      either: z.json().nullable().optional(),
    });
    const docs = describeSchema(schema).map(({ name, type, required, default: preset }) => [name, type, required, preset]);
    expect(docs).to.deep.include.members([
      ["path", "text", true, undefined],
      ["mode", '"a" or "b"', false, "a"],
      ["files", "list of object", false, undefined],
      ["files[].size", "integer", false, undefined],
      ["users", "object", false, undefined],
      ["users.<name>.shell", "text", true, undefined],
      ["owner", "text or object", false, undefined],
      ["owner.uid", "integer", true, undefined],
      ["absent", "true", false, undefined],
      ["list", "list of text", false, undefined],
      ["anything", "any", false, undefined],
    ]);
    expect(describeSchema(schema)[0]?.description).to.equal("Where it is.");
  });
});
