import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ageValue, CANARY, owner, stranger } from "../inventory/secret-fleet.ts";
import type { Given, Outcome } from "./infra.ts";
import { FILE, type SecretsRepository, secretsRepository } from "./secrets-repository.ts";

describe("infra secrets edit", function () {
  this.timeout(20_000);
  let made: SecretsRepository;
  const secrets = (argv: readonly string[], given?: Given): Promise<Outcome> => made.secrets(argv, given);
  const read = (file?: string): string => made.read(file);

  beforeEach(() => {
    made = secretsRepository();
  });
  afterEach(() => {
    made.remove();
  });

  it("edit shows values open in memory, and encrypts only what changed", async () => {
    const key = await ageValue("fake-key");
    const text = `# top\na: ${key}b: ${await ageValue("fake\nlines\n")}c: { d: ${JSON.stringify("x")} }\ne: !vault |\n  fake\n`;
    made.write({ [FILE]: text });
    const seen = join(made.path, "seen");
    const editor = `sh -c 'cat "$1" > ${seen}; stat -f -c %T "$1" >> ${seen}; stat -c %a "$1" "\${1%/*}" >> ${seen}; sed -i "s/^  lines/  other/; s/x/y/; \\$ a new: !age ${CANARY}" "$1"' --`;
    const done = await secrets(["edit", FILE], { env: { EDITOR: editor } });
    expect(done).to.deep.equal({ status: 0, stdout: `${FILE}: 2 values encrypted\n`, stderr: "" });
    expect(readFileSync(seen, "utf8")).to.equal(
      '# top\na: !age "fake-key"\nb: !age |\n  fake\n  lines\nc: { d: "x" }\ne: !vault |\n  fake\ntmpfs\n600\n700\n',
    );
    expect(read().startsWith(`# top\na: ${key}b: !age |\n`)).to.equal(true);
    expect(read()).to.contain('c: { d: "y" }\ne: !vault |\n  fake\nnew: !age |\n  -----BEGIN').and.not.contain(CANARY);
    expect([await secrets(["show", FILE, "b"]), await secrets(["show", FILE, "new"])].map(({ stdout }) => stdout)).to.deep.equal([
      "fake\nother\n",
      `${CANARY}\n`,
    ]);
    expect(leftInMemory()).to.deep.equal([]);
  });

  it("edit leaves a file alone that nobody changes, and values that it cannot read", async () => {
    const text = `a: ${await ageValue("fake-key", [stranger.recipient])}b:\n    ${await ageValue("fake-own")}`;
    made.write({ [FILE]: text });
    expect((await secrets(["edit", FILE], { env: { EDITOR: "true" } })).stdout).to.equal(`${FILE}: unchanged\n`);
    expect(read()).to.equal(text);
    expect((await secrets(["edit", FILE], { env: { EDITOR: "sed -i '1i # new'" } })).stdout).to.equal(`${FILE}: 0 values encrypted\n`);
    expect(read()).to.equal(`# new\n${text}`);
  });

  const failedEdits: readonly {
    readonly title: string;
    readonly env: Record<string, string>;
    readonly says: string;
    readonly status: number;
  }[] = [
    {
      title: "an editor that fails",
      env: { EDITOR: "false" },
      says: "the editor ended with exit status 1, nothing was changed",
      status: 64,
    },
    {
      title: "a value that loses its tag",
      env: { EDITOR: "sed -i s/!age//" },
      says: `${FILE}:1:4: Cannot encrypt a: it has lost its tag !age`,
      status: 64,
    },
    {
      title: "a text that is no YAML",
      env: { EDITOR: `sed -i "s/.*/a: 'fake-canary-7391/"` },
      says: "Cannot parse YAML: the edited text is not valid here",
      status: 1,
    },
  ];
  for (const { title, env, says, status } of failedEdits) {
    it(`edit changes nothing after ${title}`, async () => {
      const text = `a: ${await ageValue(CANARY)}`;
      made.write({ [FILE]: text });
      const outcome = await secrets(["edit", FILE], { env });
      expect(outcome.stderr).to.contain(says).and.not.contain(CANARY);
      expect([outcome.status, read(), leftInMemory()]).to.deep.equal([status, text, []]);
    });
  }

  it("edit refuses where no folder is in memory", async () => {
    const { editSecrets } = await import("../../src/run/secrets-edit.ts");
    const never = (): never => expect.fail("it was called");
    const keys = { identities: () => Promise.resolve([owner.identity]), vaultPasswords: () => Promise.resolve([]) };
    const folder = mkdtempSync(join(tmpdir(), "infra-test-"));
    const error: unknown = await editSecrets(FILE, {
      folder: made.path,
      keys,
      memory: [join(folder, "none"), "/proc"],
      edit: never,
      retry: never,
    }).catch((thrown: unknown) => thrown);
    expect(String(error)).to.contain("neither folder is in memory");
    rmSync(folder, { recursive: true });
  });
});

/** Folders of edits in memory, all of processes that are gone but this one's. */
function leftInMemory(): readonly string[] {
  const folders = [process.env["XDG_RUNTIME_DIR"] ?? "", "/dev/shm"].filter((path) => existsSync(path));
  return folders.flatMap((path) => readdirSync(path)).filter((name) => name.startsWith(`infra-edit-${process.pid}-`));
}
