import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checkTypes } from "../../src/run/check-types.ts";
import { linesOf } from "./failures-of.ts";
import { type Repository, repository } from "./repository.ts";

describe("checkTypes", function () {
  this.timeout(20_000);
  let made: Repository;
  const check = (): Promise<void> => checkTypes([join(made.path, "playbooks/web.ts")], made.path);

  beforeEach(() => {
    made = repository({
      "playbooks/web.ts": 'import { port } from "../roles/port.ts";\nexport default { port };\n',
      "roles/port.ts": "export const port: number = 22;\n",
      "tsconfig.json": '{ "compilerOptions": { "module": "nodenext", "lib": ["es5"] } }',
    });
  });
  afterEach(() => {
    made.remove();
  });

  it("passes, remembers that, and sees a change of an imported file", async () => {
    await check();
    expect(readdirSync(join(made.path, ".infra/cache")).some((name) => name.startsWith("types-"))).to.equal(true);
    await check();
    made.write({ "roles/port.ts": 'export const port: number = "22";\nexport const host: string = 3;\n' });
    expect(await linesOf(check)).to.deep.equal([
      "PLAYBOOK_INVALID roles/port.ts:1:14: Cannot pass the type check: Type 'string' is not assignable to type 'number'. (TS2322)",
      "PLAYBOOK_INVALID roles/port.ts:2:14: Cannot pass the type check: Type 'number' is not assignable to type 'string'. (TS2322)",
    ]);
  });

  it("is strict without a tsconfig, and takes the repository's own", async () => {
    rmSync(join(made.path, "tsconfig.json"));
    made.write({ "playbooks/web.ts": "export default (a) => a;\n" });
    expect((await linesOf(check))[0]).to.match(/^PLAYBOOK_INVALID playbooks\/web\.ts:1:17: .*implicitly has an 'any' type\. \(TS7006\)$/);
    made.write({
      "tsconfig.json": '{ "compilerOptions": { "strict": false, "module": "nodenext", "lib": ["es5"] }, "include": ["none"] }',
    });
    await check();
  });

  it("says where tsconfig.json is wrong", async () => {
    made.write({ "tsconfig.json": '{\n  "compilerOptions": { "strcit": true, "lib": ["es5"] } }' });
    expect((await linesOf(check))[0]).to.match(/tsconfig\.json:2:24: .*Unknown compiler option 'strcit'/);
  });
});
