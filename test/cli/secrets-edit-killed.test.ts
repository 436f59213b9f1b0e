import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { repository as ownRepository } from "../support/repository.ts";
import { ageValue, CANARY, owner } from "../inventory/secret-fleet.ts";
import { repository } from "../run/repository.ts";
import { infraWith } from "./infra.ts";

const FILE = "inventory/group_vars/all.yml";
/** Says where it is, and stays until its file is swept away. */
const editor = `sh -c 'echo "$1" > at; mv at started; while [ -e "$1" ]; do sleep 0.05; done' --`;

describe("infra secrets edit, killed", function () {
  this.timeout(20_000);

  it("leaves the open text in memory only, and the next command sweeps it", async () => {
    const made = repository({
      [FILE]: `a: ${await ageValue(CANARY)}`,
      "inventory/recipients": `${owner.recipient}\n`,
      identity: owner.identity,
    });
    chmodSync(join(made.path, "identity"), 0o600);
    const env = { ...process.env, EDITOR: editor, XDG_RUNTIME_DIR: "", INFRA_AGE_IDENTITY: join(made.path, "identity") };
    const child = spawn(process.execPath, [join(ownRepository, "bin/infra.js"), "secrets", "edit", FILE], {
      cwd: made.path,
      env,
      stdio: "ignore",
    });
    const open = await opened(join(made.path, "started"), child);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(readFileSync(open, "utf8")).to.equal(`a: !age "${CANARY}"\n`);
    expect(execFileSync("stat", ["-f", "-c", "%T", open], { encoding: "utf8" })).to.equal("tmpfs\n");
    expect(filesBelow(made.path).filter((path) => readFileSync(path, "utf8").includes(CANARY))).to.deep.equal([]);
    const next = await infraWith({ env: { INFRA_AGE_IDENTITY: env.INFRA_AGE_IDENTITY } }, made.path, "secrets", "list");
    expect([next.status, existsSync(open)]).to.deep.equal([0, false]);
    made.remove();
  });
});

/** Waits until the editor says which file it has open. */
async function opened(marker: string, child: ChildProcess): Promise<string> {
  while (!existsSync(marker)) {
    if (child.exitCode !== null) throw new Error(`infra ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return readFileSync(marker, "utf8").trim();
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
