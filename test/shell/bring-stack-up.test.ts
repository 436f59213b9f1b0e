import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { bringStackUp, type StackUp } from "../../src/shell/bring-stack-up.ts";
import { sh } from "../../src/shell/sh.ts";
import { takeStackDown } from "../../src/shell/take-stack-down.ts";

const stack: StackUp = {
  name: "shop",
  folder: "/opt/stacks/shop",
  folders: ["/opt", "/opt/stacks", "/opt/stacks/shop"],
  files: [
    { path: "/opt/stacks/shop/compose.yml", owner: "root", group: "root", mode: "0644", content: { source: sh`x`, sha256: "0" } },
    { path: "/opt/stacks/shop/www/pages/it's.html", owner: "root", group: "root", mode: "0644", content: undefined },
    { path: "/opt/stacks/shop/alone", owner: "root", group: "root", mode: "0644", content: undefined },
    { path: "/srv/configs/shop.conf", owner: "root", group: "root", mode: "0644", content: undefined },
  ],
  journal: "/var/lib/infra/stacks/shop",
  images: { missing: ["web:1"], newer: [] },
  services: { up: ["web"], forced: ["db"], leaving: ["old"] },
  isWhole: false,
  checks: [{ service: "web", words: ["wget", "-q", "it's"] }],
  healthSeconds: 60,
};

const variants: readonly {
  readonly title: string;
  readonly change: Partial<StackUp>;
  readonly has: readonly string[];
  readonly lacks: readonly string[];
}[] = [
  {
    title: "some services, and no others",
    change: {},
    has: ["--no-deps web &&", "--no-deps --force-recreate db", "rmdir -p --ignore-fail-on-non-empty -- www/pages", "remove_containers old"],
    lacks: ["-- /srv"],
  },
  {
    title: "all, in their order",
    change: { isWhole: true },
    has: ["compose up -d --no-build --pull never &&"],
    lacks: ["--force-recreate"],
  },
  {
    title: "what only has to start",
    change: { files: [], services: { up: ["web"], forced: [], leaving: [] } },
    has: ["--no-deps web &&"],
    lacks: ["were put back", "config -q"],
  },
  {
    title: "files alone",
    change: { services: { up: [], forced: [], leaving: [] } },
    has: [": && await_health 60"],
    lacks: ["--no-deps web"],
  },
  {
    title: "what is to be made anew",
    change: { services: { up: [], forced: ["db"], leaving: [] } },
    has: ["--force-recreate db &&"],
    lacks: ["--no-deps web"],
  },
];

describe("bringStackUp", () => {
  for (const { title, change, has, lacks } of variants) {
    it(`is a program for ${title}`, () => {
      const { text } = bringStackUp({ ...stack, ...change });
      for (const shell of ["dash", "bash"])
        expect(spawnSync(shell, ["-n"], { input: text, encoding: "utf8" })).to.include({ status: 0, stderr: "" });
      for (const words of has) expect(text).to.include(words);
      for (const words of lacks) expect(text).not.to.include(words);
    });
  }

  it("fetches images before anything else", () => {
    const { text } = bringStackUp(stack);
    expect(text.indexOf("docker pull")).to.be.greaterThan(0).and.to.be.lessThan(text.indexOf("mktemp"));
  });
});

describe("takeStackDown", () => {
  it("is a program that names each file", () => {
    const { text } = takeStackDown({ name: "shop", folder: "/opt/stacks/shop", files: ["/opt/stacks/shop/it's"] });
    expect(spawnSync("dash", ["-n"], { input: text, encoding: "utf8" })).to.include({ status: 0, stderr: "" });
    expect(text).to.include("label=com.docker.compose.project=shop").and.to.include(`'/opt/stacks/shop/it'\\''s'`);
  });
});
