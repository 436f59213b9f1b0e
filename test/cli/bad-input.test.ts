import { expect } from "chai";
import { type Repository, repository } from "../run/repository.ts";
import { type Listener, listen } from "../support/listener.ts";
import { type Case, hosts, inventories, motd, playbooks, variables, vars, web } from "./bad-inputs.ts";
import { infra } from "./infra.ts";
import { declarePackage, loginKey } from "./installed.ts";

describe("bad input", function () {
  this.timeout(20_000);
  let listener: Listener;
  let made: Repository;
  let good: Readonly<Record<string, string>>;

  before(async () => {
    listener = await listen();
    good = {
      "playbooks/web.ts": web,
      "roles/motd/role.ts": motd,
      "inventory/hosts.yml": hosts,
      "inventory/group_vars/all.yml": vars,
      "inventory/group_vars/web.yml": `ansible_host: 127.0.0.1\nansible_port: ${listener.port}\nansible_ssh_private_key_file: key\n`,
      "inventory/host_vars/us.yml": "",
    };
    made = repository(good);
    declarePackage(made.path);
    loginKey(made.path);
  });
  afterEach(() => {
    made.write(good);
  });
  after(() => {
    listener.close();
    made.remove();
  });

  async function refuses({ files = {}, argv = [], says, status = 1 }: Case, commands: readonly (readonly string[])[]): Promise<void> {
    const before = listener.accepted();
    made.write(files);
    for (const command of commands) {
      const outcome = await infra(made.path, ...command, ...argv);
      expect(outcome, command.join(" ")).to.deep.equal({ status, stdout: "", stderr: says.map((line) => `${line}\n`).join("") });
    }
    expect(listener.accepted()).to.equal(before);
  }

  it("would be connected to, were it not bad", async () => {
    const { status } = await infra(made.path, "plan", "web", "--private-key", "key", "--accept-new-host-keys");
    expect(status).to.equal(1);
    expect(listener.accepted()).to.be.at.least(2);
  });

  const typed = [
    ["plan", "web"],
    ["apply", "web", "--yes"],
    ["check", "web"],
    ["plan", "web", "--list-hosts"],
  ];
  for (const one of inventories) {
    it(`is told by every command: ${one.title}`, () =>
      refuses(one, [...typed, ["inventory", "--list-hosts"], ["run", "all", "--list-hosts"]]));
  }
  for (const one of variables) it(`is told: ${one.title}`, () => refuses(one, typed));

  const untyped = [
    ["plan", "web"],
    ["apply", "web", "--yes"],
    ["plan", "web", "--list-hosts"],
  ].map((command) => [...command, "--no-check"]);
  for (const one of playbooks) it(`is told: ${one.title}`, () => refuses(one, untyped));

  it("is told with mistakes of types and variables together", () =>
    refuses(
      {
        title: "",
        files: { "playbooks/web.ts": web.replace("roles:", "rolls: 3, roles:"), "inventory/group_vars/all.yml": "motd: { text: [] }\n" },
        says: [
          "playbooks/web.ts:4:54: Cannot pass the type check: Object literal may only specify known properties, but 'rolls' does not exist in type 'Playbook'. Did you mean to write 'roles'? (TS2561) [PLAYBOOK_INVALID]",
          "inventory/group_vars/all.yml:1:9: Cannot read the variables of role motd: motd.text: expected string; got [] [VARS_INVALID]",
        ],
      },
      [["check"], ["plan", "web"]],
    ));

  it("is told: unknown playbooks, in any command", async () => {
    const says = ['wbe: Cannot find playbook "wbe": playbooks/ has none of that name [USAGE]', '  hint: Did you mean "web"? known: web'];
    await refuses({ title: "", says, status: 64 }, [
      ["plan", "wbe"],
      ["apply", "wbe", "--yes"],
      ["check", "wbe"],
      ["plan", "wbe", "--list-hosts"],
    ]);
  });

  it("is told as JSON, too", async () => {
    made.write({ "inventory/group_vars/all.yml": "motd: { text: 3 }\n" });
    const { status, stdout, stderr } = await infra(made.path, "plan", "web", "--json");
    const [failure, summary, ...more] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(failure).to.have.nested.property("failure.where", "inventory/group_vars/all.yml:1:9");
    expect(failure).to.have.nested.property("failure.code", "VARS_INVALID");
    expect({ status, stderr, summary, more }).to.deep.equal({ status: 1, stderr: "", summary: { type: "summary", hosts: {} }, more: [] });
  });

  it("hurts nobody where nobody reads it", async () => {
    made.write({ "inventory/group_vars/all.yml": `${vars}other: "{{ lookup('file', 'x') }} {{ nowhere }}"\n` });
    expect(await infra(made.path, "check", "web")).to.deep.equal({
      status: 0,
      stdout: "web: no mistake; resources: eu 1, us 1\n",
      stderr: "",
    });
    expect(await infra(made.path, "inventory", "--list-hosts")).to.deep.equal({ status: 0, stdout: "eu\nus\n", stderr: "" });
  });
});
