import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import { essenceOf, type SavedChange } from "../../src/engine/essence.ts";
import type { ConvergeOptions } from "../../src/engine/options.ts";
import type { Event } from "../../src/model/event.ts";
import type { Resource } from "../../src/model/resource.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { declared, text } from "../support/text-kind.ts";

describe("a saved plan", () => {
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  async function run(resources: readonly Resource[], changes: Partial<ConvergeOptions>): Promise<readonly Event[]> {
    const options = optionsFor([eu], changes);
    await converge([{ host: eu.host, declared: declared(...resources) }], options);
    return options.events;
  }

  async function save(resources: readonly Resource[]): Promise<readonly SavedChange[]> {
    const events = await run(resources, { mode: "plan" });
    const changes = events.flatMap((event) => (event.type === "planned" ? event.changes : []));
    return changes.map((change) => ({ resource: change.resource, title: change.title, essence: essenceOf(change) }));
  }

  const failures = (events: readonly Event[]) => events.flatMap((event) => (event.type === "failure" ? [event.failure] : []));
  const a = text({ path: "/tmp/a", text: "1" });
  const b = text({ path: "/tmp/b", text: "1" });

  it("is applied where it is still what there is to do, and once more where nothing is left of it", async () => {
    const saved = new Map([["eu", await save([a, b])]]);
    expect(failures(await run([a, b], { saved }))).to.deep.equal([]);
    expect(eu.sh("cat /tmp/a /tmp/b")).to.equal("11");
    expect(failures(await run([a, b], { saved }))).to.deep.equal([]);
  });

  it("is refused where it is not, with what differs, and nothing is changed", async () => {
    const saved = new Map([["eu", await save([a, b])]]);
    eu.sh("printf 1 >/tmp/b");
    const [failure, ...more] = failures(
      await run([text({ path: "/tmp/a", text: "2" }), b, text({ path: "/tmp/c", text: "1" })], { saved }),
    );
    expect(failure).to.include({
      code: "PLAN_STALE",
      where: "eu",
      output: "+ write /tmp/c  text:/tmp/c\n- write /tmp/b  text:/tmp/b\n~ write /tmp/a  text:/tmp/a: by other means",
    });
    expect(more).to.deep.equal([]);
    expect(eu.sh("ls /tmp")).to.equal("b\n");
  });

  it("is refused in another order, and for a host that it does not have", async () => {
    const [order] = failures(await run([b, a], { saved: new Map([["eu", await save([a, b])]]) }));
    expect(order).to.include({ code: "PLAN_STALE", output: "the same changes in another order" });
    const [other] = failures(await run([a], { saved: new Map() }));
    expect(other).to.include({ code: "PLAN_STALE", output: "+ write /tmp/a  text:/tmp/a" });
  });
});
