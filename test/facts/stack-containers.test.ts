import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { stackContainers } from "../../src/facts/stack-containers.ts";

const NEVER = "0001-01-01T00:00:00Z";
const web = ["shop", "web", "d1", "", "/shop-web-1", "running", 0, "always", "sha256:1", "web:1", "2026-01-01T00:00:00Z", NEVER, "healthy"];
const run = ["shop", "web", "d1", "True", "/shop-web-run", "exited", 1, "no", "sha256:1", "web:1", "2026-01-01T00:00:00Z", NEVER, ""];
const db = ["other", "db", "", "", "/other-db-1", "exited", 137, "no", "sha256:2", "db:1", "2026-01-01T00:00:00Z", NEVER, ""];

function printed(...lines: readonly unknown[]): Buffer {
  return Buffer.from(lines.map((line) => (typeof line === "string" ? `${line}\n` : `${JSON.stringify(line)}\n`)).join(""));
}

describe("stackContainers", () => {
  it("tells the containers of each stack, and of all, but not those of a run by hand", () => {
    const [shop, none, all] = stackContainers.parse(printed(web, run, db), [{ project: "shop" }, { project: "no" }, {}]);
    expect(none).to.deep.equal({ containers: [], images: new Map() });
    expect(shop).to.deep.equal({
      containers: [
        {
          project: "shop",
          service: "web",
          digest: "d1",
          name: "shop-web-1",
          status: "running",
          exitCode: 0,
          restart: "always",
          imageId: "sha256:1",
          image: "web:1",
          startedAt: "2026-01-01T00:00:00Z",
          finishedAt: NEVER,
          health: "healthy",
        },
      ],
      images: new Map(),
    });
    expect(all).to.have.property("containers").with.length(2);
  });

  it("tells the ids of images that the host has", () => {
    const questions = [
      { project: "a", images: ["web:1", "web:2"] },
      { project: "b", images: ["web:2", "db:1"] },
    ];
    const [first] = stackContainers.parse(printed("image sha256:1", "image ", "image sha256:3"), questions);
    expect(first).to.deep.equal({
      containers: [],
      images: new Map([
        ["web:1", "sha256:1"],
        ["db:1", "sha256:3"],
      ]),
    });
  });

  it("knows no id of an image that nothing was said of", () => {
    const [only] = stackContainers.parse(printed(), [{ project: "a", images: ["web:1"] }]);
    expect(only).to.deep.equal({ containers: [], images: new Map() });
  });

  it("asks by one program, whatever is asked", () => {
    for (const questions of [[{ project: "a" }], [{ project: "a", images: ["web:1", "web:1"] }, {}]]) {
      const { text } = stackContainers.script(questions);
      expect(spawnSync("dash", ["-n"], { input: text, encoding: "utf8" })).to.include({ status: 0, stderr: "" });
      expect(text.match(/web:1/g)?.length ?? 0).to.equal(questions.length - 1);
    }
  });
});
