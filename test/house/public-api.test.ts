import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { camelCase, foldersIn, repository } from "../support/repository.ts";

const compiled = join(repository, "dist");

/** Folders whose every line is covered by unit tests; a file that nothing loads would go unnoticed. */
const covered = ["shell", "model", "facts", "resources", "engine", "geo"];

describe("the package", () => {
  it("exports every file of src/resources by its name", async () => {
    const api = await load("src/index.js");
    const kinds = filesIn("src/resources").map((name) => camelCase(name.replace(/\.js$/, "")));
    expect(kinds.filter((kind) => !(kind in api))).to.deep.equal([]);
  });

  it("exports every role by its folder's name", async () => {
    const roles = await load("roles/index.js");
    for (const name of foldersIn("roles")) expect(roles[camelCase(name)], name).to.have.property("name", name);
    expect(Object.keys(roles)).to.have.members(foldersIn("roles").map(camelCase));
  });

  for (const folder of covered) {
    it(`loads each file of src/${folder} by itself`, async () => {
      for (const name of filesIn(`src/${folder}`)) await load(`src/${folder}/${name}`);
    });
  }
});

function filesIn(folder: string): readonly string[] {
  const path = join(compiled, folder);
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(".js")) : [];
}

async function load(path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await import(pathToFileURL(join(compiled, path)).href)) as Record<string, unknown>;
}
