import { expect } from "chai";
import { repository as made, type Repository } from "../run/repository.ts";
import { type Listener, listen } from "../support/listener.ts";
import { infra } from "./infra.ts";
import { installPackage, loginKey } from "./installed.ts";

const vars = `compose:
  configs: files/stacks
  stacks:
    one:
      services:
        web: { imagee: example.org/web:1, ports: ["8001:80"] }
        api: { image: example.org/api:1, ports: ["8002:80", "8001:81"], depends_on: [wbe] }
    two:
      services:
        web: { image: example.org/web:1, ports: ["8002:80"] }
        db: { image: ":1" }
  apps:
    Wiki:
      docker_settings:
        services:
          - { name: wiki, ports: ["8002:80"], extra_vars: { restart_policy: always } }
`;

const playbook = `import { playbook } from "geosteer";
import { compose } from "geosteer/roles";

export default playbook({ name: "stacks", hosts: "all", roles: [compose] });
`;

const good = `compose:
  configs: files/stacks
  stacks: { one: { services: { web: { image: example.org/web:1, ports: ["8001:80"] } } } }
  apps: { Wiki: { docker_settings: { services: [{ name: wiki, image: example.org/wiki:1 }] } } }
`;

describe("bad input of stacks", function () {
  this.timeout(20_000);
  let listener: Listener;
  let repository: Repository;

  before(async () => {
    listener = await listen();
    repository = made({
      "playbooks/stacks.ts": playbook,
      "inventory/hosts.yml": `all: { hosts: { eu: { ansible_host: 127.0.0.1, ansible_port: ${listener.port} } } }\n`,
    });
    installPackage(repository.path);
    loginKey(repository.path);
  });
  after(() => {
    listener.close();
    repository.remove();
  });

  async function told(text: string, files: Readonly<Record<string, string>> = { "files/stacks/readme": "" }): Promise<string> {
    repository.write({ "inventory/group_vars/all.yml": text, ...files });
    const before = listener.accepted();
    const { status, stdout, stderr } = await infra(repository.path, "plan", "stacks", "--no-check");
    expect(status, stdout).to.equal(1);
    expect(listener.accepted()).to.equal(before);
    return stderr;
  }

  it("is told all at once, each mistake with its place and a hint, before any connection", async () => {
    const stderr = await told(vars);
    for (const words of [
      "all.yml:6:16: Cannot read role compose: compose.stacks.one.services.web.imagee: there is no such property",
      "all.yml:6:9: Cannot read role compose: compose.stacks.one.services.web.image: must name an image",
      "all.yml:11:15: Cannot read role compose: compose.stacks.two.services.db.image: must be an image",
      "all.yml:16:13: Cannot read role compose: compose.apps.Wiki.docker_settings.services.0.image: must name an image, for there is no common_image either",
      'Did you mean "image"?',
    ])
      expect(
        stderr.split("\n").find((line) => line.includes(words)),
        stderr,
      ).not.to.equal(undefined);
  });

  it("finds ports that two stacks take, and services that are not there", async () => {
    const stderr = await told(
      vars
        .replace("imagee", "image")
        .replace('":1"', "example.org/db:1")
        .replace("name: wiki,", "name: wiki, image: example.org/wiki:1,")
        .replace("extra_vars: { restart_policy: always }", "restart_policy: always"),
    );
    for (const words of [
      'all.yml:7:61: Cannot read role compose: compose.stacks.one.services.api.ports.1: port 127.0.0.1:8001/tcp is taken by service "web" of stack "one"',
      'there is no service "wbe" in this stack',
      'Did you mean "web"?',
      'all.yml:10:50: Cannot read role compose: compose.stacks.two.services.web.ports.0: port 127.0.0.1:8002/tcp is taken by service "api" of stack "one"',
      'all.yml:16:62: Cannot read role compose: compose.apps.Wiki.docker_settings.services.0.ports.0: port 127.0.0.1:8002/tcp is taken by service "api" of stack "one"',
    ])
      expect(
        stderr.split("\n").find((line) => line.includes(words)),
        stderr,
      ).not.to.equal(undefined);
  });

  it("finds a port that stacks of two roles take", async () => {
    repository.write({
      "playbooks/stacks.ts": playbook.replace("{ compose }", "{ compose, frontEnds }").replace("[compose]", "[compose, frontEnds]"),
    });
    const stderr = await told(`${good.replace("8001", "9016")}front_ends: { domain: example.org, enabled: [rimgo] }\n`);
    repository.write({ "playbooks/stacks.ts": playbook });
    expect(stderr).to.include(
      "all.yml:5:1: Cannot declare composeStack:rimgo of role front-ends: port 127.0.0.1:9016/tcp is taken by composeStack:one of role compose (inventory/group_vars/all.yml:1:1)",
    );
    expect(stderr).to.include("Give one of them another port.");
  });

  it("finds what is not defined in a file, with its line", async () => {
    const stderr = await told(good, {
      "files/stacks/wiki/conf/app.ini": "[app]\nhost = {{ inventory_hostname }}\nname = {{ wiki_nmae }}\n",
      "files/stacks/one/x.js": "${{ braces }}\n",
    });
    expect(stderr).to.include('files/stacks/wiki/conf/app.ini:3: Cannot render {{ wiki_nmae }}: "wiki_nmae" is not defined');
    expect(stderr).not.to.include("braces");
  });

  it("finds a folder that is not there", async () => {
    expect(await told(good.replace("files/stacks", "files/none"))).to.include(
      'all.yml:2:3: Cannot read "files/none" of the repository: there is no such folder',
    );
  });
});
