import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { declared, text } from "../support/text-kind.ts";

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
