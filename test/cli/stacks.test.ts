import { expect } from "chai";
import { renderStacks } from "../../src/cli/stacks.ts";
import type { StackContainer } from "../../src/facts/stack-containers.ts";

const web: StackContainer = {
  project: "shop",
  service: "web",
  name: "shop-web-1",
  digest: "",
  status: "running",
  health: "",
  exitCode: 0,
  restart: "no",
  imageId: "sha256:1",
  image: "web:1",
  startedAt: "2026-03-04T10:00:00Z",
  finishedAt: "2026-03-04T11:59:00Z",
};

function shown(...hosts: Parameters<typeof renderStacks>[0]): string {
  return renderStacks(hosts, Date.parse("2026-03-04T12:00:00Z"));
}

describe("renderStacks", () => {
  for (const [state, since, more] of [
    ["running", "2 h", {}],
    ["unhealthy", "2 h", { health: "unhealthy" }],
    ["exited (137)", "1 min", { status: "exited", exitCode: 137, health: "unhealthy" }],
    ["restarting", "1 min", { status: "restarting" }],
    ["created", "-", { status: "created", startedAt: "0001-01-01T00:00:00Z" }],
  ] as const) {
    it(`says ${state} since ${since}`, () => {
      const [, row = ""] = shown({ host: "us", containers: [{ ...web, ...more }] }).split("\n");
      expect(row.split(/ {2,}/)).to.deep.equal(["us", "shop", "web", state, "web:1", since]);
    });
  }

  it("shows no control character of a label, and says of hosts that there is nothing", () => {
    const text = shown(
      { host: "us", containers: [{ ...web, service: "w\u001b[2J" }] },
      { host: "eu", containers: [] },
      { host: "in", containers: undefined },
    );
    expect(text)
      .to.include("w␛[2J")
      .and.to.match(/\neu: no stacks\nin: no Docker\n$/);
  });

  it("has no table without rows", () => {
    expect(shown({ host: "in", containers: undefined })).to.equal("in: no Docker\n");
  });
});
