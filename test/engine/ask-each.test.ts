import { expect } from "chai";
import { askEach } from "../../src/engine/ask-each.ts";
import { type Fact, missing } from "../../src/model/fact.ts";
import { Failure } from "../../src/model/failure.ts";
import { sh } from "../../src/shell/sh.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { connectionTo, paperHost, scriptedChannel } from "../support/scripted-channel.ts";

/** Which shell line is run there; 127 means that its tool is missing. */
const printed: Fact<string, string> = {
  name: "printed",
  script: ([line = ""]) => sh`sh -c ${line}`,
  parse: (output) => [output.toString().trim()],
};

describe("askEach", () => {
  let eu: PrivateHost;
  before(async () => {
    eu = await new PrivateHost("eu").up();
  });
  after(() => {
    eu.down();
  });

  it("gives each host's answer, or that its tool is missing", async () => {
    const ask = async (arg: string): Promise<unknown> => [...(await askEach([eu.host], { fact: printed, arg }, optionsFor([eu])))];
    expect(await ask("echo hello")).to.deep.equal([["eu", "hello"]]);
    expect(await ask("exit 127")).to.deep.equal([["eu", missing]]);
  });

  it("gives them in the order of the hosts, whoever answers first", async () => {
    const hosts = ["b", "a"].map((name) => ({ ...eu.host, name }));
    const transport = async (): Promise<PrivateHost["transport"]> => await Promise.resolve(eu.transport);
    const lines = await askEach(hosts, { fact: printed, arg: "echo hello" }, optionsFor([], { transport }));
    expect([...lines.keys()]).to.deep.equal(["b", "a"]);
  });

  it("reports why there is no answer, and goes on with the others", async () => {
    const records: Readonly<Record<string, string>> = { plain: "not-root", odd: "unusable" };
    const options = {
      ...optionsFor([eu]),
      nonce: () => "n0nce",
      transport: async ({ name }: { name: string }) =>
        await Promise.resolve({
          connect: async () => {
            if (name === "gone") throw new Failure("UNREACHABLE", name, "Cannot reach gone: no route");
            const says = ["\nn0nce begin\n", `\nn0nce ${records[name] ?? "other"}\n`, "\nn0nce end\n"];
            return await Promise.resolve(connectionTo(scriptedChannel({ says, exit: 0 })));
          },
        }),
    };
    const hosts = ["gone", "plain", "odd", "mute"].map((name) => paperHost(name));
    expect([...(await askEach(hosts, { fact: printed, arg: "" }, options))]).to.deep.equal([]);
    const failures = options.events.flatMap((event) => (event.type === "failure" ? [`${event.host ?? ""} ${event.failure.code}`] : []));
    expect(failures.sort()).to.deep.equal(["gone UNREACHABLE", "mute FACT_FAILED", "odd STATE_UNUSABLE", "plain NOT_ROOT"]);
  });
});
