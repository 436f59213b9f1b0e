import { expect } from "chai";
import { type Ended, infra, startInfra, summaryOf, writePlaybook } from "../support/controller.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";

const FILES = 8;

describe("runs that do not reach their end", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp();
  });

  const args = (playbook: string, version: string, seconds: string): readonly string[] => [
    ...["apply", playbook, "-i", fleet.inventoryFile, "--yes", "--no-check", "--wait-lock", "20"],
    ...["-e", JSON.stringify({ only: { version, seconds } })],
  ];

  /** Sends Ctrl-C when the first change is done, and again when that is answered if `again`. */
  async function interrupt(given: readonly string[], { again = false } = {}): Promise<Ended> {
    const controller = startInfra(given);
    let sent = 0;
    controller.process.stdout?.on("data", (bytes: Buffer) => {
      const isDue = sent === 0 ? / done {2}/.test(bytes.toString()) : again && sent === 1 && bytes.toString().includes("Stopping");
      if (isDue && controller.process.kill("SIGINT")) sent += 1;
    });
    return await controller.ended;
  }

  it("end after Ctrl-C with the change at hand and the reloads that are due; the next run does the rest", async () => {
    const playbook = writePlaybook("interrupted", slowPlaybook);
    expect(await infra(args(playbook, "old", "0"))).to.include({ status: 0 });
    const ended = await interrupt(args(playbook, "new", "0.5"));
    expect(ended).to.include({ status: 1, stderr: "" });
    expect(ended.stdout).to.include("warning: Stopping: hosts finish the change at hand");
    for (const name of ["eu", "in"]) {
      const made = Number(fleet.sh(name, "grep -l new /srv/slow/* | wc -l"));
      expect(made).to.be.within(1, FILES - 1);
      const row = new RegExp(`^${name} +\\d+ +${made + 1} +0 +${FILES - made} .* interrupted$`, "m");
      expect(ended.stdout).to.match(row, "the files and the reload are changed, the other files are left");
      expect(fleet.sh(name, "cat /srv/slow-read")).to.equal(fleet.sh(name, "cat /srv/slow/* | sha256sum"));
      const journal = fleet.sh(name, "journalctl -t infra -o cat -n 1 --no-pager");
      expect(journal).to.match(new RegExp(`applied interrupted .* to ${name}, ${made + 1} changed, 0 failed, ${FILES - made} left$`, "m"));
    }
    const next = await infra([...args(playbook, "new", "0"), "--json"]);
    expect(next.status).to.equal(0);
    expect(fleet.sh("eu", "cat /srv/slow-read")).to.equal(fleet.sh("eu", "cat /srv/slow/* | sha256sum"));
    expect(fleet.sh("eu", "grep -l new /srv/slow/* | wc -l")).to.equal(`${FILES}\n`);
    const after = await infra([...args(playbook, "new", "0"), "--json"]);
    expect(summaryOf(after)["in"]).to.include({ changed: 0, exchanges: 1 });
  });

  it("are cut by a second Ctrl-C, and the next run goes on from there", async () => {
    const playbook = writePlaybook("interrupted", slowPlaybook);
    const ended = await interrupt(args(playbook, "newer", "2"), { again: true });
    expect(ended.status).to.equal(1);
    expect(ended.stdout).to.include("warning: Cutting the connections");
    expect(ended.ms).to.be.lessThan(10_000);
    expect(await infra(args(playbook, "newer", "0"))).to.include({ status: 0 });
    expect(fleet.sh("in", "grep -l newer /srv/slow/* | wc -l")).to.equal(`${FILES}\n`);
    expect(fleet.sh("in", "cat /srv/slow-read")).to.equal(fleet.sh("in", "cat /srv/slow/* | sha256sum"));
  });

  const disagreeing: readonly { readonly title: string; readonly resources: string }[] = [
    { title: "a file and a line", resources: `file({ path: "/srv/agree", content: "a\\n" }), line({ path: "/srv/agree", line: "b" })` },
    {
      title: "two lines",
      resources: ["^port", "^port "]
        .map((match, index) => `line({ path: "/srv/lines", line: "port ${index}", match: "${match}", create: true })`)
        .join(", "),
    },
  ];
  for (const { title, resources } of disagreeing) {
    it(`are an error where ${title} disagree`, async () => {
      const playbook = writePlaybook("disagreeing", playbookOf("disagreeing", "us", `[${resources}]`));
      const ended = await infra(["apply", playbook, "-i", fleet.inventoryFile, "--yes", "--no-check", "--json"]);
      expect(ended.status).to.equal(1);
      expect(ended.stdout).to.include('"code":"NOT_CONVERGED"').and.to.include("after 3 waves there is still to do: ");
      expect(summaryOf(ended)["us"]).to.include({ failed: 1, outcome: "failed", exchanges: 7 });
    });
  }
});

function playbookOf(name: string, hosts: string, resources: string): string {
  return `import { directory, file, line, playbook, role, service, systemdUnit, z } from "geosteer";

const vars = z.strictObject({ version: z.string().optional(), seconds: z.string().optional() });
const only = role({ name: "only", description: "For a test", vars, resources: ({ vars: { version, seconds } }) => ${resources} });

export default playbook({ name: "${name}", hosts: "${hosts}", roles: [only] });
`;
}

const slowPlaybook = playbookOf(
  "interrupted",
  "eu,in",
  `{
  const read = "/bin/sh -c 'cat /srv/slow/* | sha256sum >/srv/slow-read'";
  const unit = systemdUnit({
    name: "slow.service",
    content: ["[Service]", "ExecStartPre=" + read, "ExecStart=/bin/sleep infinity", "ExecReload=" + read, ""].join("\\n"),
  });
  const files = Array.from({ length: ${FILES} }, (_, index) =>
    file({ path: "/srv/slow/" + index, content: version + " " + index + "\\n", validate: ["sh", "-c", "sleep " + seconds, "%s"] }));
  return [directory({ path: "/srv/slow" }), unit, ...files, service({ unit: "slow.service", running: true, reloadOn: files })];
}`,
);
