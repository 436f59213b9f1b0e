import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { labFiles, labPackages } from "../../../src/sandbox/lab/lab.ts";
import { archivePart } from "../../../src/sandbox/lab/archive.ts";
import { resolverPart } from "../../../src/sandbox/lab/resolver.ts";
import { aptSources } from "../../../roles/apt-sources/role.ts";

describe("lab", () => {
  it("has an image with what its parts need", () => {
    expect(labPackages).to.include.members([...archivePart.packages]);
  });

  it("gets files at paths that the engine's archives can hold, and programs that a shell can read", () => {
    expect(Math.max(...labFiles.map(({ path }) => path.length))).to.be.at.most(100);
    const programs = labFiles.flatMap(({ content = "" }) =>
      typeof content === "string" && content.startsWith("#!/bin/sh") ? [content] : [],
    );
    for (const program of [...programs, archivePart.setUp, resolverPart.setUp]) execFileSync("dash", ["-n"], { input: program });
    expect(programs.length).to.be.greaterThan(2);
  });

  it("is the witness of name servers, by the address that its resolver's part prints", () => {
    expect(labPackages).to.include.members([...resolverPart.packages]);
    expect(resolverPart.vars("192.0.2.10\n")).to.deep.equal({ sandbox_witness: "192.0.2.10" });
  });

  it("stands in for every vendor that the role apt-sources knows", () => {
    const vars = archivePart.vars(`${"A".repeat(40)}\n`)["apt_sources"] as { mirrors: Record<string, unknown> };
    const vendors = Object.keys(vars.mirrors);
    expect(aptSources.vars.parse({ ...vars, vendors })).to.deep.include({ vendors });
    for (const one of Object.values(vars.mirrors)) expect(one).to.include({ fingerprint: "A".repeat(40) });
  });
});
