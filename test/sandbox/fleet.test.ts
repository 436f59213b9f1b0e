import { expect } from "chai";
import { sandboxFiles, sandboxHosts, suites } from "../../src/sandbox/fleet.ts";

describe("the sandbox's fleet", () => {
  it("runs both releases of Debian", () => {
    expect(sandboxHosts.map(({ name, suite }) => `${name} ${suite}`)).to.deep.equal(["eu trixie", "us trixie", "in bookworm"]);
    expect(suites).to.deep.equal(["trixie", "bookworm"]);
  });

  it("keeps only the default sandbox's inventory where it is read without an option", () => {
    expect(sandboxFiles("/srv/repository", "geosteer").inventoryFile).to.equal("/srv/repository/inventory/sandbox.yml");
    expect(sandboxFiles("/srv/repository", "two")).to.deep.equal({
      stateFolder: "/srv/repository/.infra/sandbox/two",
      inventoryFile: "/srv/repository/.infra/sandbox/two/inventory.yml",
    });
  });
});
