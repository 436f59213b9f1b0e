import { expect } from "chai";
import { z } from "zod";
import { converge } from "../../src/engine/converge.ts";
import type { Declared } from "../../src/engine/compile.ts";
import { blob, blobPath } from "../../src/model/blob.ts";
import type { Fact } from "../../src/model/fact.ts";
import { defineKind } from "../../src/model/kind.ts";
import type { Resource } from "../../src/model/resource.ts";
import { pipe, sh } from "../../src/shell/sh.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";

const content: Fact<string, string> = {
  name: "content",
  script: (paths) => sh`for path in ${paths}; do [ ! -e "$path" ] || cat "$path"; printf '\0'; done`,
  parse: (output) => Buffer.from(output).toString().split("\0").slice(0, -1),
};

/** A kind that is as simple as can be: a file with a text. */
const text = defineKind("text", {
  description: "A text in a file",
  props: z.strictObject({ path: z.string(), text: z.string(), command: z.string().optional() }),
  id: ({ path }) => path,
  observe: async ({ path }, ask) => await ask(content, path),
  plan: (want, seen) => {
    const bytes = blob(want.text);
    const extra = want.command === undefined ? [] : [sh`sh -c ${want.command}`];
    const write = pipe(sh`cat ${blobPath(bytes)}`, sh`cat >${want.path}`);
    return seen === want.text ? [] : [{ title: `write ${want.path}`, commands: [...extra, write], blobs: [bytes] }];
  },
});

function declared(...resources: readonly Resource[]): readonly Declared[] {
  return resources.map((resource) => ({ resource, role: "test", tags: ["test"] }));
}

describe("converge", () => {
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  it("brings a host into its state, and then has nothing to do in one exchange", async () => {
    const work = [{ host: eu.host, declared: declared(text({ path: "/tmp/a", text: "one" }), text({ path: "/tmp/b c", text: "two\n" })) }];
    const first = await converge(work, optionsFor([eu]));
    expect(first["eu"]).to.include({ resources: 2, changed: 2, failed: 0, left: 0, exchanges: 3, outcome: "changed" });
    expect(eu.sh("cat /tmp/a '/tmp/b c'")).to.equal("onetwo\n");
    const second = await converge(work, optionsFor([eu]));
    expect(second["eu"]).to.include({ resources: 2, changed: 0, failed: 0, exchanges: 1, outcome: "unchanged" });
  });

  it("stops a host at its first failed change and says what is left", async () => {
    const work = [
      {
        host: eu.host,
        declared: declared(text({ path: "/tmp/a", text: "one", command: "echo broken; exit 3" }), text({ path: "/tmp/b", text: "two" })),
      },
    ];
    const options = optionsFor([eu]);
    const summary = await converge(work, options);
    expect(summary["eu"]).to.include({ changed: 0, failed: 1, left: 1, outcome: "failed" });
    const failure = options.events.find((event) => event.type === "failure");
    expect(failure?.failure).to.include({ code: "CHANGE_FAILED", where: "eu/text:/tmp/a", output: "broken" });
    expect(eu.sh("cat /var/lib/infra/manifest.json")).to.not.include("/tmp/a");
  });
});
