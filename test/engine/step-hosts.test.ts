import { expect } from "chai";
import { Failure } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import { JointFleet, jointText } from "../support/joint-text.ts";
import { text } from "../support/text-kind.ts";

const names = ["eu", "us", "in"];

function shared(content: string): Resource {
  return jointText({ path: "/tmp/s", text: content, hosts: names });
}

const own = text({ path: "/tmp/a", text: "1" });

describe("hosts that are missing for a step", () => {
  let fleet: JointFleet;
  beforeEach(async () => {
    fleet = await new JointFleet(...names).up();
  });
  afterEach(() => {
    fleet.down();
  });

  const withoutIn = {
    transport: async ({ name }: { readonly name: string }) => {
      const gone = new Failure("UNREACHABLE", name, `Cannot reach ${name}: no route`);
      return await Promise.resolve(name === "in" ? { connect: () => Promise.reject(gone) } : fleet.at(name).transport);
    },
  };

  it("keep it from all, and other changes from none, where they are not reached or have failed", async () => {
    const run = await fleet.run([shared("new"), own], withoutIn);
    expect(run.codes.toSorted()).to.deep.equal(["eu GROUP_INCOMPLETE", "in UNREACHABLE", "us GROUP_INCOMPLETE"]);
    expect(run.failures.find(({ code }) => code === "GROUP_INCOMPLETE")).to.include({
      where: "eu/jointText:/tmp/s",
      message: "Cannot share /tmp/s on eu: eu, us, in make it together, and in is not reached",
      hint: "Nothing of it was begun on any host. --without in leaves out on purpose",
    });
    expect(run.hosts["eu"]).to.include({ changed: 1, left: 1 });
    expect([fleet.at("eu").sh("cat /tmp/a"), fleet.sh("ls /tmp/log 2>/dev/null || true")]).to.deep.equal(["1", ["", "", ""]]);
    const broken = text({ path: "/tmp/b", text: "1", command: "exit 1" });
    const second = await fleet.run((host) => [shared("new"), ...(host === "in" ? [broken] : [])]);
    expect(second.failures.find(({ code }) => code === "GROUP_INCOMPLETE")?.message).to.include("and in failed");
    const third = await fleet.run((host) => [shared("new"), ...(host === "in" ? [broken] : [])], { forks: 1, maxFailures: 0 });
    expect(third.codes).to.deep.equal(["in CHANGE_FAILED", "eu GROUP_INCOMPLETE", "us GROUP_INCOMPLETE"]);
  });

  it("are named before any change where the run has them not at all; a plan says so", async () => {
    const run = await fleet.run([shared("new"), own], { only: ["eu", "us"] });
    expect(run.codes.toSorted()).to.deep.equal(["eu GROUP_INCOMPLETE", "us GROUP_INCOMPLETE"]);
    expect(run.failures.find(({ where }) => where.startsWith("eu"))?.message).to.equal(
      "Cannot share /tmp/s on eu: eu, us, in make it together, and in is not part of this run",
    );
    expect(fleet.sh("ls /tmp")).to.deep.equal(["", "", ""]);
    const { events, codes } = await fleet.run([shared("new"), own], { only: ["eu"], mode: "plan" });
    expect(codes).to.deep.equal([]);
    expect(events.flatMap((event) => (event.type === "notice" ? [event.message] : []))).to.deep.equal([
      "apply will refuse it: Cannot share /tmp/s on eu: eu, us, in make it together, and us is not part of this run, in is not part of this run",
    ]);
  });

  it("are not missed where they are left out on purpose", async () => {
    const run = await fleet.run([shared("new"), own], { only: ["eu", "us"], without: ["in"] });
    expect([run.codes, fleet.sh("cat /tmp/s 2>/dev/null || true")]).to.deep.equal([[], ["new", "new", ""]]);
  });

  it("are missed where others have failed too often", async () => {
    const broken = text({ path: "/tmp/b", text: "1", command: "exit 1" });
    const run = await fleet.run((host) => [shared("new"), ...(host === "us" ? [broken] : [])], { forks: 1, maxFailures: 0 });
    expect(run.failures.find(({ code }) => code === "GROUP_INCOMPLETE")?.message).to.include("us failed, in was not begun");
  });
});
