import { expect } from "chai";
import { ANY, jsonOf, secretPaths } from "../../src/model/json-schema.ts";
import type { AnyRole } from "../../src/model/role.ts";
import { pathsOf, plantIn } from "../support/canaries.ts";
import { canaryRoles } from "../support/canary-roles.ts";
import { camelCase, foldersIn } from "../support/repository.ts";

describe("canaries", () => {
  for (const folder of foldersIn("roles")) {
    it(`are planted in every secret variable of ${folder}`, async () => {
      const secrets = secretPaths(jsonOf((await loadRole(folder)).vars));
      const known = canaryRoles.find(({ role }) => role === folder);
      const planted = known === undefined ? [] : pathsOf(plantIn((plant) => known.vars(plant)));
      const missing = secrets.filter((path) => !planted.some((one) => fits(one, path)));
      expect(
        missing.map((path) => path.join(".")),
        "add them to test/support/canary-roles.ts",
      ).to.deep.equal([]);
    });
  }

  it("are planted in roles that there are, in variables that are secret there", async () => {
    for (const { role, vars } of canaryRoles) {
      const secrets = secretPaths(jsonOf((await loadRole(role)).vars));
      for (const path of pathsOf(plantIn(vars)))
        expect(
          secrets.some((one) => fits(path, one)),
          `${role}: ${path.join(".")}`,
        ).to.equal(true);
    }
  });
});

function fits(path: readonly string[], pattern: readonly string[]): boolean {
  return path.length === pattern.length && pattern.every((step, index) => step === ANY || step === path[index]);
}

async function loadRole(folder: string): Promise<AnyRole> {
  const module = (await import(new URL(`../../roles/${folder}/role.js`, import.meta.url).href)) as Readonly<Record<string, AnyRole>>;
  const role = module[camelCase(folder)];
  if (role === undefined) throw new Error(`roles/${folder} exports no ${camelCase(folder)}`);
  return role;
}
