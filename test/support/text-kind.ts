import { z } from "zod";
import type { Declared } from "../../src/engine/compile.ts";
import { blob, blobPath } from "../../src/model/blob.ts";
import type { Fact } from "../../src/model/fact.ts";
import { defineKind } from "../../src/model/kind.ts";
import type { Resource } from "../../src/model/resource.ts";
import { pipe, sh } from "../../src/shell/sh.ts";

const content: Fact<string, string> = {
  name: "content",
  script: (paths) => sh`for path in ${paths}; do [ ! -e "$path" ] || cat "$path"; printf '\0'; done`,
  parse: (output) => Buffer.from(output).toString().split("\0").slice(0, -1),
};

/** A kind that is as simple as can be: a text in a file, and a command that runs before it is written. */
export const text = defineKind("text", {
  description: "A text in a file",
  props: z.strictObject({ path: z.string(), text: z.string(), command: z.string().optional(), timeoutMs: z.int().optional() }),
  id: ({ path }) => path,
  observe: async ({ path }, ask) => await ask(content, path),
  plan: (want, seen) => {
    const bytes = blob(want.text);
    const extra = want.command === undefined ? [] : [sh`sh -c ${want.command}`];
    const write = pipe(sh`cat ${blobPath(bytes)}`, sh`cat >${want.path}`);
    return seen === want.text
      ? []
      : [
          {
            title: `write ${want.path}`,
            commands: [...extra, write],
            blobs: [bytes],
            ...(want.timeoutMs !== undefined && { timeoutMs: want.timeoutMs }),
          },
        ];
  },
});

/** Resources as the compile step hands them over. */
export function declared(...resources: readonly Resource[]): readonly Declared[] {
  return resources.map((resource) => ({ resource, role: "test", tags: ["test"] }));
}
