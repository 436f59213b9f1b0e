import { expect } from "chai";
import fc from "fast-check";
import { ComposeFile } from "../../src/formats/compose-file.ts";
import { normalStack } from "../../src/formats/normal-stack.ts";
import { Secret } from "../../src/model/secret.ts";
import { readStacks } from "../../src/formats/check-stacks.ts";
import { composeCases } from "../support/compose-cases.ts";

function normalWeb(keys: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const file = ComposeFile.parse({ services: { web: { image: "example/web", ...keys } } });
  return { ...normalStack(file, { name: "front" }).services["web"] };
}

type Keys = Readonly<Record<string, unknown>>;

const LOGS = { driver: "local", options: { "max-size": "10m", "max-file": "3" } };

const cases: readonly { readonly title: string; readonly keys: Keys; readonly normal: Keys }[] = [
  { title: "an init process and logs that do not grow", keys: {}, normal: { init: true, logging: LOGS } },
  { title: "no init process where none is wanted", keys: { init: false }, normal: { init: false } },
  { title: "no init process, said as a word", keys: { init: "false" }, normal: { init: false } },
  { title: "the loopback for ports", keys: { ports: ["80:80", 81] }, normal: { ports: ["127.0.0.1:80:80", "127.0.0.1::81"] } },
  { title: "one port for one that is given twice", keys: { ports: ["80:80", "127.0.0.1:80:80"] }, normal: { ports: ["127.0.0.1:80:80"] } },
  { title: "an environment by name", keys: { environment: ["A=b=c", "D=", "E"] }, normal: { environment: { A: "b=c", D: "", E: null } } },
  { title: "labels by name", keys: { labels: ["a=b", "c"] }, normal: { labels: { a: "b", c: "" } } },
  { title: "another driver as it is", keys: { logging: { driver: "journald" } }, normal: { logging: { driver: "journald" } } },
  {
    title: "what json-file is not told",
    keys: { logging: { driver: "json-file", options: { "max-size": "1m" } } },
    normal: { logging: { driver: "json-file", options: { "max-size": "1m", "max-file": "3" } } },
  },
];

describe("normalStack", () => {
  for (const { title, keys, normal } of cases) {
    it(`gives a service ${title}`, () => expect(normalWeb(keys)).to.deep.include(normal));
  }

  it("keeps a secret of a list a secret, and takes its name out of it", () => {
    const { environment } = normalWeb({ environment: [new Secret(["key"], "KEY=a=b"), new Secret(["bare"], "BARE")] });
    const { KEY, BARE } = environment as Record<string, unknown>;
    expect(KEY).to.be.instanceOf(Secret);
    expect((KEY as Secret).reveal()).to.equal("a=b");
    expect((KEY as Secret).names).to.deep.equal(["key"]);
    expect(BARE).to.equal(null);
  });

  it("names the stack, keeps a name that it has, and drops the version", () => {
    const services = { web: { image: "a" } };
    expect(normalStack(ComposeFile.parse({ version: "3.7", services }), { name: "front" })).to.have.all.keys("name", "services");
    expect(normalStack(ComposeFile.parse({ name: "own", services }), { name: "front" }).name).to.equal("own");
  });

  it("takes another rotation", () => {
    const logs = { driver: "json-file", maxSize: "1m", maxFile: 5 } as const;
    const { services } = normalStack(ComposeFile.parse({ services: { web: { image: "a" } } }), { name: "front", logs });
    expect(services["web"]?.logging).to.deep.equal({ driver: "json-file", options: { "max-size": "1m", "max-file": "5" } });
  });

  it("is the same when it is done twice, and is a file that is accepted", () => {
    const files = composeCases.filter(({ ours }) => ours === "accepts").map(({ file }) => file);
    fc.assert(
      fc.property(fc.constantFrom(...files), (file) => {
        const once = normalStack(ComposeFile.parse(file), { name: "front" });
        expect(normalStack(once, { name: "other" })).to.deep.equal(once);
        expect(readStacks({ front: once }).mistakes).to.deep.equal([]);
      }),
    );
  });
});
