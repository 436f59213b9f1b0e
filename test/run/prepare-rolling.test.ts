import { expect } from "chai";
import { check } from "../../src/run/check.ts";
import { linesOf } from "./failures-of.ts";
import { type Repository, repository } from "./repository.ts";

const hosts = "all:\n  children:\n    web: { hosts: { eu: { ansible_host: 192.0.2.1 }, us: { ansible_host: 192.0.2.2 } } }\n";
const nameServers = `${hosts}    nameservers: { hosts: { eu: {}, us: {} } }\n`;
const map = `geo_map:
  zones: [example.org]
  regions: { eu: { at: [52.5, 13.4], hosts: [eu] }, us: { at: [40.7, -74], hosts: [us] } }
  services: { web: {} }
`;

function playbookWith(...lines: readonly string[]): string {
  return `import { playbook } from "geosteer";\nexport default playbook({\n  name: "web",\n  hosts: "web",\n  roles: [],\n${lines.map((line) => `  ${line},\n`).join("")}});\n`;
}

describe("a playbook that is rolled out", () => {
  let made: Repository;
  beforeEach(() => {
    made = repository({ "inventory/hosts.yml": hosts, "playbooks/web.ts": playbookWith() });
  });
  afterEach(() => {
    made.remove();
  });

  const checked = (): ReturnType<typeof check> => check("web", { folder: made.path, types: false });

  for (const line of [
    "serial: 1",
    'serial: [1, 5, "100%"]',
    'serial: "30%", maxFailures: 2',
    "ready: { tcp: 443 }",
    'ready: [{ command: ["systemctl", "is-active", "caddy"], timeoutMs: 10, intervalMs: 5 }, { http: "http://127.0.0.1/" }, { http: () => "" }]',
  ]) {
    it(`may say ${line}`, async () => {
      made.write({ "playbooks/web.ts": playbookWith(line) });
      expect((await checked()).playbook).to.equal("web");
    });
  }

  const size = 'must be a number of hosts from 1 on, or a share of them such as "30%"';
  const mistakes: readonly { readonly line: string; readonly at: string; readonly says: string }[] = [
    { line: "serial: 0", at: "6:3", says: `serial: ${size}; got 0` },
    { line: 'serial: "0%"', at: "6:3", says: `serial: ${size}; got "0%"` },
    { line: 'serial: "101%"', at: "6:3", says: `serial: ${size}; got "101%"` },
    { line: "serial: [1, 2.5]", at: "6:3", says: `serial.1: ${size}; got 2.5` },
    { line: "maxFailures: -1", at: "6:3", says: "maxFailures: Too small: expected number to be >=0; got -1" },
    {
      line: "ready: { port: 443 }",
      at: "6:3",
      says: 'ready: must be one of { command: [words] }, { tcp: port }, { http: URL }, with timeoutMs and intervalMs beside it; got {"port":443}',
    },
    { line: "drain: true", at: "6:3", says: "drain: it needs serial: else all hosts would be taken out of the map at once" },
  ];
  for (const { line, at, says } of mistakes) {
    it(`must not say ${line}`, async () => {
      made.write({ "playbooks/web.ts": playbookWith(line) });
      expect(await linesOf(checked)).to.deep.equal([`PLAYBOOK_INVALID playbooks/web.ts:${at}: Cannot roll out playbook "web": ${says}`]);
    });
  }

  it("drains only where there are name servers with a map", async () => {
    made.write({ "playbooks/web.ts": playbookWith("serial: 1", "drain: { marginMs: 1 }") });
    expect((await linesOf(checked)).join()).to.include('Cannot drain hosts of playbook "web": Cannot select hosts by "nameservers"');
    made.write({ "inventory/hosts.yml": nameServers });
    expect(await linesOf(checked)).to.deep.equal([
      'VARS_INVALID nameservers: Cannot drain hosts of playbook "web": Cannot find the map: the hosts of nameservers have no geo_map',
    ]);
    made.write({ "inventory/group_vars/all.yml": map });
    expect((await checked()).playbook).to.equal("web");
  });
});

describe("hosts that are left out on purpose", () => {
  let made: Repository;
  before(() => {
    made = repository({ "inventory/hosts.yml": hosts, "playbooks/web.ts": playbookWith() });
  });
  after(() => {
    made.remove();
  });

  it("are not part of a run", async () => {
    const { resources } = await check("web", { folder: made.path, types: false, without: ["eu"] });
    expect(resources).to.deep.equal({ us: 0 });
  });

  it("must be hosts, and not all", async () => {
    const work = (without: readonly string[]) => () => check("web", { folder: made.path, types: false, without });
    expect(await linesOf(work(["ue"]))).to.deep.equal(['USAGE --without: Cannot leave out "ue": the inventory has no such host']);
    expect(await linesOf(work(["eu", "us"]))).to.deep.equal([
      'USAGE --limit: Cannot select hosts: without eu, us there is none of the hosts of "web"',
    ]);
  });
});
