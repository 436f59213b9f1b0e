import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { declared, text } from "../support/text-kind.ts";

describe("drift", () => {
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  const a = text({ path: "/tmp/a", text: "1" });

  it("tells what was changed on the host from what was changed in the playbooks", async () => {
    await converge([{ host: eu.host, declared: declared(a, text({ path: "/tmp/b", text: "1" })) }], optionsFor([eu], { playbook: "one" }));
    eu.sh("printf 9 >/tmp/a");
    const options = optionsFor([eu], { mode: "plan", playbook: "one, two", drift: { playbooks: ["one", "two"] } });
    const resources = [a, text({ path: "/tmp/b", text: "2" }), text({ path: "/tmp/c", text: "1" })];
    const work = [{ host: eu.host, declared: declared(...resources).map((each) => ({ ...each, playbooks: ["two", "one"] })) }];
    const summaries = await converge(work, options);
    expect(options.events[0]).to.include({ type: "start", command: "drift" });
    expect(options.events.find((event) => event.type === "planned")?.drifted).to.deep.equal(["text:/tmp/a"]);
    expect(summaries["eu"]).to.include({ changed: 3, drifted: 1 });
  });
});
