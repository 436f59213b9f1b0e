import { expect } from "chai";
import type { Event } from "../../src/model/event.ts";
import { jsonLines } from "../../src/report/json-lines.ts";
import { applied, drifted, planned, share } from "./runs.ts";

async function lines(events: readonly Event[]): Promise<readonly unknown[]> {
  let text = "";
  const reporter = jsonLines((more) => (text += more));
  for (const event of events) reporter.report(event);
  await reporter.close();
  return text
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

describe("jsonLines", () => {
  it("writes one object for each event, the summary last", async () => {
    const objects = await lines(planned);
    expect(objects.length).to.equal(planned.length);
    expect(objects.at(-1)).to.deep.equal(planned.at(-1));
  });

  it("writes a change without its commands, and no bookkeeping", async () => {
    expect((await lines(planned))[2]).to.deep.equal({
      type: "planned",
      host: "eu",
      wave: 1,
      resources: 44,
      changes: [
        { resource: "file:/etc/motd", title: "write /etc/motd", diff: { content: { before: "old\n", after: "new\n" } } },
        { resource: "service:ssh", title: "reload ssh.service", reaction: true },
      ],
    });
  });

  it("writes who makes a change together, and by which phases", async () => {
    const [event] = await lines([{ type: "planned", host: "eu", wave: 0, resources: 1, changes: [share] }]);
    expect(event).to.have.deep.property("changes", [
      {
        resource: "geoMap:map",
        title: "push the map",
        guard: "removes 12 of 30 names",
        together: { step: "map", hosts: ["eu", "us"], phases: ["stage it", "swap it"] },
      },
    ]);
  });

  it("says of each change that drift found who made it", async () => {
    const [, eu, undeclared] = await lines(drifted);
    expect(eu).to.have.nested.property("changes[0].by", "host");
    expect(eu).to.have.nested.property("changes[1].by", "playbook");
    expect(eu).not.to.have.property("drifted");
    expect(undeclared).to.deep.equal(drifted[2]);
  });

  it("writes a failure with its code, place and causes", async () => {
    expect((await lines(applied))[8]).to.deep.equal({
      type: "failure",
      host: "us",
      failure: {
        code: "CHANGE_FAILED",
        where: "us/service:ssh",
        message: "Cannot reload ssh.service: exit status 1",
        output: "Job failed.\n",
        causes: [],
      },
    });
  });

  it("ends with a summary even if nothing was begun", async () => {
    expect(await lines([])).to.deep.equal([{ type: "summary", hosts: {} }]);
  });
});
