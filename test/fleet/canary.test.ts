import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { newIdentity } from "../../src/inventory/age.ts";
import { apply } from "../../src/run/apply.ts";
import { type Planted, patternsOf, type Plant, plantIn, renderEncrypted } from "../support/canaries.ts";
import { canaryRoles, hash, pem } from "../support/canary-roles.ts";
import { searchFiles, type Watched, watchProcesses } from "../support/canary-search.ts";
import { type Ended, infra, writePlaybook } from "../support/controller.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";
import { camelCase, repository } from "../support/repository.ts";

const names = ["us", "in"] as const;
const ACCOUNT = "t-canary";

/** Files that are meant to hold canaries. */
const keeps = ["/srv/canaries/", "/etc/shadow", "/etc/shadow-", "/etc/systemd/system/canaries.service"];

/** Where a container's processes have what its stack says. */
const environment = /^\/proc\/\d+\/environ:/;

describe("secrets", () => {
  let fleet: Fleet;
  let folder: string;
  let playbook: string;
  let recipient: string;
  /** Everything that any run printed or handed over. */
  let printed = "";
  const ends: (() => Promise<Watched>)[] = [];

  before(async () => {
    fleet = await fleetUp("canary");
    playbook = writePlaybook("canaries", playbookText());
    folder = join(dirname(playbook), "canaries");
    mkdirSync(folder, { recursive: true });
    const made = await newIdentity();
    recipient = made.recipient;
    writeFileSync(join(folder, "identity"), made.identity, { mode: 0o600 });
  });
  after(() => {
    rmSync(dirname(playbook), { recursive: true, force: true });
  });

  const onHost = (name: string): readonly string[] => ["docker", "exec", "-i", `${fleet.prefix}-${name}`];

  /** Sows anew: writes the inventory, and gives the accounts that log in their password. */
  async function sow(make: (plant: Plant) => object = (plant) => ({ canaries: ownVars(plant) })): Promise<Planted> {
    const planted = plantIn((plant) => ({ ansible_become_password: plant(), ...make(plant) }));
    for (const name of names) {
      fleet.sh(name, `id ${ACCOUNT} >/dev/null 2>&1 || useradd -m -s /bin/bash -G sudo ${ACCOUNT}`);
      fleet.sh(name, `printf '%s' '${ACCOUNT}:${String(planted.vars["ansible_become_password"])}' | chpasswd`);
      fleet.sh(
        name,
        `install -d -o ${ACCOUNT} -m 700 /home/${ACCOUNT}/.ssh; install -o ${ACCOUNT} -m 600 /root/.ssh/authorized_keys /home/${ACCOUNT}/.ssh/`,
      );
    }
    const login = { ansible_user: ACCOUNT, ansible_become: true, group_hosts: names };
    const vars = await renderEncrypted({ ...planted, vars: { ...planted.vars, ...login } }, recipient);
    mkdirSync(join(folder, "group_vars"), { recursive: true });
    writeFileSync(join(folder, "group_vars", "canaries.yml"), vars);
    writeFileSync(join(folder, "hosts.yml"), `canaries: { hosts: { ${names.map((name) => `${name}: `).join(", ")} } }\n`);
    return planted;
  }

  async function run(command: string, ...args: readonly string[]): Promise<Ended> {
    const sources = ["-i", fleet.inventoryFile, "-i", join(folder, "hosts.yml"), "--identity", join(folder, "identity")];
    const ended = await infra([command, ...sources, ...args]);
    printed += ended.stdout + ended.stderr;
    return ended;
  }

  function watch(planted: Planted, hosts: readonly string[] = names): void {
    const patterns = patternsOf(planted.values);
    for (const where of [[], ...hosts.map(onHost)]) ends.push(watchProcesses(where, patterns));
  }

  /** What was found in processes since `watch`, and in all files of hosts and controller, that is meant to be nowhere. */
  async function found(planted: Planted, hosts: readonly string[] = names): Promise<readonly string[]> {
    const watched = await Promise.all(ends.splice(0).map((end) => end()));
    for (const { samples } of watched) expect(samples).to.be.greaterThan(10);
    const patterns = patternsOf(planted.values);
    const own = searchFiles([], { patterns, folders: join(repository, ".infra") });
    return [
      ...watched.flatMap(({ hits }) => hits),
      ...own,
      ...hosts.flatMap((name) => searchFiles(onHost(name), { patterns, folders: "/*" })),
    ];
  }

  const isIn = (files: readonly string[], path: string): boolean =>
    files.some((one) => (one.endsWith("/") ? path.startsWith(one) : path === one));

  let first: Planted;

  it("are nowhere but where they are meant to be: not in what a run prints, in processes, on disks, in journals", async () => {
    first = await sow();
    watch(first);
    expect(await run("plan", playbook, "-vv")).to.include({ status: 2 });
    const failing = await run("apply", playbook, "--yes", "-vv", "-e", '{"canaries_fail": true}');
    expect(failing.status).to.equal(1);
    expect(await run("apply", playbook, "--yes", "-vv", "-e", '{"canaries_fail": true}', "--json")).to.include({ status: 1 });
    const applied = await run("apply", playbook, "--yes", "-vv");
    expect(applied.status, applied.stdout + applied.stderr).to.equal(0);
    expect(await run("plan", playbook, "-vv", "--json")).to.include({ status: 0 });
    expect(await run("run", "us", "--shell", "cat /srv/canaries/*; base64 /srv/canaries/token")).to.include({ status: 0 });
    expect(await run("inventory", "--host", "us", "-v")).to.include({ status: 0 });
    const seen = await found(first);
    expect(seen.filter((path) => !isIn(keeps, path))).to.deep.equal([]);
    for (const kept of keeps)
      expect(
        seen.some((path) => path.startsWith(kept)),
        `nothing was found in ${kept}`,
      ).to.equal(true);
    for (const name of names) expect(leaksIn(journalOf(name), first)).to.deep.equal([]);
    expect(leaksIn(printed, first)).to.deep.equal([]);
    expect(failing.stdout).to.contain("«canaries.pem»").and.contain("«canaries.odd»");
  });

  it("are nowhere at all once they are rotated", async () => {
    const second = await sow();
    watch(first);
    printed = "";
    expect(await run("plan", playbook, "-vv")).to.include({ status: 2 });
    const applied = await run("apply", playbook, "--yes", "-vv");
    expect(applied.status, applied.stdout + applied.stderr).to.equal(0);
    expect(await found(first)).to.deep.equal([]);
    expect([...leaksIn(printed, first), ...leaksIn(printed, second)]).to.deep.equal([]);
  });

  it("are not in what the library hands over", async () => {
    const third = await sow();
    const told: unknown[] = [];
    const inventory = [fleet.inventoryFile, join(folder, "hosts.yml")];
    const secrets = { identityFiles: [join(folder, "identity")] };
    const options = { inventory, secrets, types: false, verbose: true, extraVars: ['{"canaries_fail": true}'], limit: "us" };
    const confirm = async (plans: unknown): Promise<boolean> => await Promise.resolve(told.push(plans) > 0);
    const result = await apply(playbook, { ...options, report: (event) => told.push(event), confirm });
    expect(result.failures[0]).to.include({ code: "VALIDATION_FAILED" });
    const all = inspect([result, told], { depth: 20, maxArrayLength: null, maxStringLength: null, breakLength: Infinity });
    expect(all).to.contain("«canaries.pem»");
    expect(leaksIn(all, third)).to.deep.equal([]);
  });

  for (const { role, vars, beside, after: before = [], inContainers, keeps: kept } of canaryRoles) {
    it(`of role ${role} are nowhere but where they are meant to be, whether it comes to its end here or not`, async () => {
      const own = writePlaybook(`canaries-${role}`, rolePlaybook(role, before));
      const planted = await sow((plant) => ({ ...beside, [role.replaceAll("-", "_")]: vars(plant) }));
      watch(planted, ["us"]);
      printed = "";
      const planned = await run("plan", own, "-vv", "--limit", "us", "--no-check");
      expect(planned.status, planned.stdout + planned.stderr).to.equal(2);
      await run("apply", own, "--yes", "-vv", "--limit", "us", "--no-check");
      expect(
        (await found(planted, ["us"])).filter((path) => !isIn(kept, path) && !(inContainers === true && environment.test(path))),
      ).to.deep.equal([]);
      expect([...leaksIn(printed, planted), ...leaksIn(journalOf("us"), planted)]).to.deep.equal([]);
    });
  }

  it("are found by this test where they do leak", async () => {
    const value = "kanari-in-the-coal-mine";
    for (const where of [[], onHost("us")]) {
      const end = watchProcesses(where, patternsOf([value]));
      fleet.sh("us", `PLACE=${value} sleep 1`);
      expect((await end()).hits.join()).to.contain(value);
    }
  });

  function journalOf(name: string): string {
    return fleet.sh(name, "journalctl -a -o export --no-pager");
  }
});

/** Forms of canaries that are in a text. */
function leaksIn(text: string, { values }: Planted): readonly string[] {
  return patternsOf(values)
    .split("\n")
    .filter((form) => text.includes(form));
}

/** Secrets for each kind that takes one, of every shape. */
function ownVars(plant: Plant): Readonly<Record<string, unknown>> {
  return {
    token: plant(),
    odd: plant((random) => `it's "${random.toString("base64")}" $HOME & \\ ü`),
    pem: plant(pem),
    hash: plant(hash),
  };
}

function playbookText(): string {
  return `import { block, config, directory, file, fromHost, line, osRelease, playbook, role, sealed, secret, secretText, systemdUnit, user, z } from "geosteer";

const canaries = role({
  name: "canaries",
  description: "Secrets in every kind that takes one",
  vars: z.strictObject({ token: secret, odd: secret, pem: secret, hash: secret }),
  resources: ({ vars, host }) => {
    const told = ["sh", "-c", 'set -x; cat "$1"; base64 "$1"; : "$(cat "$1")"; exit "$2"', "-", "%s", host.vars["canaries_fail"] === true ? "1" : "0"];
    return [
      directory({ path: "/srv/canaries" }),
      file({ path: "/srv/canaries/large", content: "x".repeat(2_000_000) }),
      file({ path: "/srv/canaries/token", content: secretText\`token = \${vars.token}\\n\` }),
      file({ path: "/srv/canaries/later", mode: "0600", content: fromHost(osRelease, "", ({ codename }) => secretText\`\${codename} \${vars.token}\\n\`) }),
      config({
        name: "canaries",
        files: [
          { path: "/srv/canaries/app.json", content: sealed({ token: vars.token, odd: vars.odd }, (plain) => JSON.stringify(plain)), mode: "0640" },
          { path: "/srv/canaries/app.conf", content: "debug = no\\n" },
        ],
        validate: ["cat", "/srv/canaries/app.json", "/srv/canaries/app.conf"],
      }),
      systemdUnit({ name: "canaries.service", content: secretText\`[Service]\\n# \${vars.token}\\nExecStart=/bin/true\\n\` }),
      block({ path: "/srv/canaries/lines", name: "token", content: secretText\`token \${vars.token}\`, create: true }),
      line({ path: "/srv/canaries/lines", line: secretText\`odd \${vars.odd}\`, match: "^odd " }),
      user({ name: "kanari", passwordHash: vars.hash, createHome: false }),
      file({ path: "/srv/canaries/pem", content: secretText\`\${vars.pem}\${vars.odd}\`, validate: told }),
    ];
  },
});

export default playbook({ name: "canaries", hosts: "canaries", roles: [canaries] });
`;
}

function rolePlaybook(role: string, before: readonly string[]): string {
  const roles = [...before, role];
  const imports = roles.map((one) => `import { ${camelCase(one)} } from ${JSON.stringify(join(repository, "roles", one, "role.ts"))};`);
  return `import { playbook } from "geosteer";
${imports.join("\n")}

export default playbook({ name: "canaries-${role}", hosts: "canaries", roles: [${roles.map(camelCase).join(", ")}] });
`;
}
