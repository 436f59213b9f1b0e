import { expect } from "chai";
import { essenceOf } from "../../src/engine/essence.ts";
import type { Change } from "../../src/model/change.ts";
import type { Resource } from "../../src/model/resource.ts";
import { JointFleet, jointText } from "../support/joint-text.ts";
import { text } from "../support/text-kind.ts";

/** The resource, with changes that do more than is likely meant. */
function guarded(resource: Resource): Resource {
  const guard = "removes 12 of 30 records of example.org";
  return { ...resource, plan: async (ask) => (await resource.plan(ask)).map((change): Change => ({ ...change, guard })) };
}

describe("changes that need --force", () => {
  let fleet: JointFleet;
  beforeEach(async () => {
    fleet = await new JointFleet("eu", "us").up();
  });
  afterEach(() => {
    fleet.down();
  });

  const other = text({ path: "/tmp/a", text: "1" });
  const risky = guarded(text({ path: "/tmp/b", text: "2" }));

  it("keep everything of their host from being begun, and other hosts from nothing", async () => {
    const run = await fleet.run((host) => [other, ...(host === "eu" ? [risky] : [])]);
    expect(run.codes).to.deep.equal(["eu CHANGE_GUARD"]);
    expect(run.failures[0]).to.include({
      where: "eu/text:/tmp/b",
      message: "Cannot write /tmp/b: it removes 12 of 30 records of example.org",
      hint: "Nothing of this plan was begun. If that is meant, add --force",
    });
    expect(run.hosts["eu"]).to.include({ changed: 0, left: 2, outcome: "failed" });
    expect(fleet.sh("ls /tmp")).to.deep.equal(["", "a\n"]);
  });

  it("are refused before a person is asked, and in a later wave, too", async () => {
    const confirm = async (): Promise<boolean> => await Promise.reject(new Error("nobody is to be asked"));
    expect((await fleet.run([risky], { confirm })).codes.toSorted()).to.deep.equal(["eu CHANGE_GUARD", "us CHANGE_GUARD"]);
    const late: Resource = {
      ...risky,
      plan: async (ask) => {
        const [changes, before] = await Promise.all([risky.plan(ask), other.plan(ask)]);
        return before.length > 0 ? [] : changes;
      },
    };
    const run = await fleet.run([other, late]);
    expect(run.codes.toSorted()).to.deep.equal(["eu CHANGE_GUARD", "us CHANGE_GUARD"]);
    expect(fleet.sh("ls /tmp")).to.deep.equal(["a\n", "a\n"]);
  });

  it("are made with --force, and are only told of in a plan", async () => {
    const planned = await fleet.run([risky], { mode: "plan" });
    expect([planned.codes, planned.hosts["eu"]?.changed]).to.deep.equal([[], 1]);
    expect((await fleet.run([risky], { force: true })).codes).to.deep.equal([]);
    expect(fleet.sh("cat /tmp/b")).to.deep.equal(["2", "2"]);
  });
});

describe("plans that were saved, with a step that hosts make together", () => {
  it("are known again, and refused where its phases are others", async () => {
    const fleet = await new JointFleet("eu", "us").up();
    try {
      const shared = (content: string): Resource => jointText({ path: "/tmp/s", text: content, hosts: ["eu", "us"] });
      const { events } = await fleet.run([shared("new")], { mode: "plan" });
      const changes = events.flatMap((event) => (event.type === "planned" ? [[event.host, event.changes] as const] : []));
      const saved = new Map(
        changes.map(([host, all]) => [host, all.map((one) => ({ resource: one.resource, title: one.title, essence: essenceOf(one) }))]),
      );
      const stale = await fleet.run([jointText({ path: "/tmp/s", text: "new", hosts: ["eu", "us"], step: "other" })], { saved });
      expect(stale.codes.toSorted()).to.deep.equal(["eu PLAN_STALE", "us PLAN_STALE"]);
      expect((await fleet.run([shared("new")], { saved })).codes).to.deep.equal([]);
      expect(fleet.sh("cat /tmp/s")).to.deep.equal(["new", "new"]);
    } finally {
      fleet.down();
    }
  });
});
