import { expect } from "chai";
import { type Ended, infra, summaryOf } from "../support/controller.ts";
import { type Fleet, fleetEnd, fleetUp } from "../support/fleet.ts";

const VOLUME = "/var/lib/docker/volumes/gitea_data/_data";

/** What must be as it was: names, rights, owners and bytes. */
const TREE = `cd ${VOLUME} && tar --sort=name --numeric-owner -cf - . | sha256sum`;

/** Waits until no container is ill: where a busy machine lets checks time out, the engine takes one to be so until the next check. */
const WELL = `for _ in $(seq 60); do ill=$(docker ps -q --filter health=unhealthy --filter health=starting); [ -n "$ill" ] || exit 0; sleep 1; done
docker inspect --format '{{.Name}} {{json .State.Health}}' $ill; exit 1`;

/** Three stacks of the repository's inventory, and one whose own program writes a dump. */
function chosen(...enabled: readonly string[]): string {
  const ghost = { host: "in", database_password: "one", root_password: "two" };
  return JSON.stringify({ stateful_stacks: { enabled, values: { ghost } } });
}

describe("the playbook in-node", () => {
  after(async () => {
    await fleetEnd("in-node");
  });

  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp("in-node", { lab: true });
  });

  async function run(command: string, ...args: readonly string[]): Promise<Ended> {
    const sources = ["-i", "inventory", "-i", fleet.inventoryFile, "-e", chosen("gitea", "hedgedoc", "vaultwarden")];
    return await infra([command, "in-node", ...sources, ...args]);
  }

  async function staysSo(...args: readonly string[]): Promise<void> {
    fleet.sh("in", WELL);
    const ended = await run("apply", "--yes", "--json", ...args);
    expect(summaryOf(ended)["in"], ended.stdout).to.include({ changed: 0, failed: 0, exchanges: 1, outcome: "unchanged" });
  }

  async function applied(...args: readonly string[]): Promise<ReturnType<typeof summaryOf>> {
    const ended = await run("apply", "--yes", "--json", ...args);
    expect(ended.status, `${ended.stdout.slice(-4000)}${ended.stderr}`).to.equal(0);
    return summaryOf(ended);
  }

  const backUp = (): string =>
    fleet.sh("in", "systemctl start borgmatic.service || { journalctl -u borgmatic.service -n 40 --no-pager; exit 1; }");

  it("brings up the stacks of its group, which is one host, and their backups", async () => {
    const hosts = await applied();
    expect(Object.keys(hosts)).to.deep.equal(["in"]);
    expect(hosts["in"]).to.include({ failed: 0, outcome: "changed" });
    expect(fleet.sh("in", "docker ps --format '{{.Names}}' | sort")).to.equal(
      "gitea-gitea-1\ngitea-postgres-1\nhedgedoc-hedgedoc-1\nhedgedoc-postgres-1\nvaultwarden-vaultwarden-1\n",
    );
    expect(fleet.sh("in", "systemctl is-enabled borgmatic.timer")).to.equal("enabled\n");
  }).timeout(600_000);

  it("gives a volume back that was lost with its stack, to the byte", async () => {
    fleet.sh(
      "in",
      `mkdir -p '${VOLUME}/git/a b' && head -c 300000 /dev/urandom >'${VOLUME}/git/a b/marker' && chown -R 1000:1000 ${VOLUME}/git`,
    );
    const before = fleet.sh("in", TREE);
    backUp();
    fleet.sh("in", "docker compose -f /opt/stacks/gitea/compose.yml -p gitea down -v 2>&1");
    expect(fleet.sh("in", `ls ${VOLUME} 2>&1 || :`)).to.match(/No such file/);

    expect((await applied())["in"]).to.include({ failed: 0, outcome: "changed" });
    expect(fleet.sh("in", `ls ${VOLUME}`)).to.equal("");
    const restore = `borgmatic extract --archive latest --destination / --path ${VOLUME.slice(1)}`;
    fleet.sh("in", `cd /opt/stacks/gitea && docker compose stop gitea 2>&1 && ${restore} 2>&1 && docker compose start gitea 2>&1`);
    expect(fleet.sh("in", TREE)).to.equal(before);
  }).timeout(300_000);

  it("has nothing of other containers in its archives, and nothing to do afterwards, in one exchange", async () => {
    const kept = fleet.sh("in", "borgmatic list --archive latest --short 2>/dev/null | grep -o 'var/lib/docker.*_data' | sort -u");
    expect(kept).to.equal(
      ["gitea_data", "hedgedoc_uploads", "vaultwarden_data"].map((name) => `var/lib/docker/volumes/${name}/_data\n`).join(""),
    );
    await staysSo();
  });

  it("lets a stack's own program write its dump into the archive", async () => {
    const whole = ["-e", chosen("ghost"), "-e", '{"backups":{"stacks":"all"}}'];
    expect((await applied(...whole))["in"]).to.include({ failed: 0, outcome: "changed" });
    backUp();
    fleet.sh("in", "rm /var/backups/stacks/ghost.sql");
    fleet.sh("in", "borgmatic extract --archive latest --destination / --path var/backups/stacks 2>&1");
    expect(fleet.sh("in", "cat /var/backups/stacks/ghost.sql; stat -c %a /var/backups/stacks")).to.equal("-- nothing\n700\n");
    await staysSo(...whole);
  }).timeout(300_000);
});
