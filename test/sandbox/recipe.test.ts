import { expect } from "chai";
import { customize, derivedDockerfile, dockerfile, packages, recipeDigest, recipes } from "../../src/sandbox/recipe.ts";

const machine = {
  codename: "bookworm",
  sources: [
    { uri: "http://one.example/debian/", release: "bookworm", components: ["main", "contrib"] },
    { uri: "http://one.example/debian/", release: "bookworm-updates", components: ["main"] },
    { uri: "http://two.example/security/", release: "bookworm-security", components: ["main"] },
    { uri: "http://one.example/debian/", release: "bookworm-backports", components: ["main"] },
    { uri: "http://third.example/", release: "stable", components: ["tool"] },
  ],
};

describe("recipes of the images", () => {
  it("take the machine's mirrors for their own release, without what the machine adds to Debian", () => {
    expect(recipes(machine)).to.deep.equal(
      ["trixie", "bookworm"].map((suite) => ({
        suite,
        sourcesList:
          `deb http://one.example/debian/ ${suite} main contrib\n` +
          `deb http://one.example/debian/ ${suite}-updates main\n` +
          `deb http://two.example/security/ ${suite}-security main\n`,
      })),
    );
  });

  it("build upon the official image where the machine is no Debian", () => {
    expect(recipes(undefined).map(({ sourcesList }) => sourcesList)).to.deep.equal(["", ""]);
  });

  it("have a digest that tells any two apart", () => {
    const digests = [...recipes(machine), ...recipes(undefined)].map(recipeDigest);
    expect(new Set(digests).size).to.equal(4);
    expect(recipes(machine).map(recipeDigest)).to.deep.equal(digests.slice(0, 2));
  });

  it("leave out what has to differ from host to host", () => {
    expect(customize).to.contain("/etc/ssh/ssh_host_*").and.to.contain("/etc/machine-id");
  });

  it("say the same in a Dockerfile", () => {
    const text = dockerfile({ suite: "trixie", sourcesList: "" });
    expect(text).to.match(/^FROM debian:trixie\nRUN .*\n$/);
    for (const word of [...packages, ...customize.split("\n")]) expect(text).to.contain(word);
  });

  it("add packages to a release's image for lab", () => {
    const text = derivedDockerfile("trixie", ["busybox", "gpg"]);
    expect(text).to.match(/^FROM geosteer-sandbox:trixie\nRUN .* busybox gpg .*\n$/);
    for (const word of customize.split("\n")) expect(text).to.contain(word);
  });
});
