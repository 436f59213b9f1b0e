import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { standInArchive, standInDigest } from "../../../src/sandbox/stand-ins/archive.ts";
import { standInImages } from "../../../src/sandbox/stand-ins/images.ts";
import { answer, asker, curl, entry } from "../../../src/sandbox/stand-ins/programs.ts";

const images = [
  { name: "registry.example.org/one:1", ports: [80, 443] },
  { name: "two:latest", ports: [] },
];
const recipe = { images, base: "base", architecture: "amd64" };

function read(path: string, archive: Buffer): string {
  return execFileSync("tar", ["-xOf", "-", path], { input: archive, encoding: "utf8" });
}

describe("the archive of stand-ins", () => {
  const archive = standInArchive(Buffer.from("busybox"), recipe);
  const manifest = JSON.parse(read("manifest.json", archive)) as { Config: string; RepoTags: string[]; Layers: string[] }[];

  it("has an image for each name, all of one layer", () => {
    expect(manifest.map(({ RepoTags }) => RepoTags)).to.deep.equal([["registry.example.org/one:1"], ["two:latest"]]);
    expect(new Set(manifest.flatMap(({ Layers }) => Layers))).to.deep.equal(new Set(["layer.tar"]));
  });

  it("tells each image its name and its ports", () => {
    const [first] = manifest.map(({ Config }) => JSON.parse(read(Config, archive)) as { config: Record<string, unknown> });
    expect(first?.config).to.deep.include({
      Env: ["PATH=/bin", "STAND_IN_FOR=registry.example.org/one:1", "STAND_IN_PORTS=80 443"],
      ExposedPorts: { "80/tcp": {}, "443/tcp": {} },
      Labels: { "geosteer.stand-in": standInDigest(recipe) },
    });
  });

  it("is the same whenever it is made of the same, and called otherwise when it is not", () => {
    expect(standInArchive(Buffer.from("busybox"), recipe).equals(archive)).to.equal(true);
    expect(standInDigest({ ...recipe, images: images.slice(1) })).not.to.equal(standInDigest(recipe));
  });

  it("names no image twice", () => {
    expect(new Set(standInImages.map(({ name }) => name))).to.have.length(standInImages.length);
  });
});

describe("the programs of a stand-in", () => {
  for (const [title, program] of Object.entries({ entry, answer, asker, curl })) {
    it(`${title} can be read by a shell`, () => {
      execFileSync("dash", ["-n"], { input: program });
    });
  }
});
