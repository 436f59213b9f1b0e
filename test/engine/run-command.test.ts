import { expect } from "chai";
import { runCommand } from "../../src/engine/run-command.ts";
import { Failure } from "../../src/model/failure.ts";
import { sh } from "../../src/shell/sh.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { connectionTo, paperHost, scriptedChannel } from "../support/scripted-channel.ts";

describe("runCommand", () => {
  let eu: PrivateHost;
  before(async () => {
    eu = await new PrivateHost("eu").up();
  });
  after(() => {
    eu.down();
  });

  it("runs a command with stdin closed and tells its output and exit status", async () => {
    const printed: string[] = [];
    const command = sh`echo ${"a  b"}; cat; echo oops >&2; exit 3`;
    const statuses = await runCommand([eu.host], {
      ...optionsFor([eu]),
      command,
      onOutput: (host, text) => printed.push(`${host}: ${text}`),
    });
    expect([...statuses]).to.deep.equal([["eu", 3]]);
    expect(printed).to.deep.equal(["eu: a  b\noops\n"]);
  });

  it("gives 255 for a host that cannot be reached, or where the account is not root, and says why", async () => {
    const gone = paperHost("gone");
    const plain = paperHost("plain");
    const says = scriptedChannel({ says: ["\nn0nce begin\n", "\nn0nce not-root\n", "\nn0nce end\n"], exit: 0 });
    const options = {
      ...optionsFor([eu]),
      nonce: () => "n0nce",
      command: sh`true`,
      onOutput: () => undefined,
      transport: async ({ name }: { name: string }) =>
        await Promise.resolve({
          connect: async () => {
            if (name === "gone") throw new Failure("UNREACHABLE", name, "Cannot reach gone: no route");
            return await Promise.resolve(connectionTo(says));
          },
        }),
    };
    const statuses = await runCommand([gone, plain], options);
    expect([...statuses]).to.deep.equal([
      ["gone", 255],
      ["plain", 255],
    ]);
    const codes = options.events.flatMap((event) => (event.type === "failure" ? [event.failure.code] : []));
    expect(codes).to.deep.equal(["UNREACHABLE", "NOT_ROOT"]);
  });
});
