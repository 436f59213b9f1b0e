import { join } from "node:path";
import { expect } from "chai";
import { apply, check, defineKind, Failures, plan, playbook, role, z } from "geosteer";
import { type Repository, repository } from "./repository.ts";

const note = defineKind("note", {
  description: "A note that is always there.",
  props: z.strictObject({ text: z.string().describe("What it says.") }),
  id: ({ text }) => text,
  observe: async () => Promise.resolve(true),
  plan: () => [],
});

const greeting = role({
  name: "greeting",
  description: "Greets.",
  vars: z.strictObject({ texts: z.array(z.string()).default(["hello"]) }),
  resources: ({ vars, host }) => vars.texts.map((text) => note({ text: `${text} ${host.name}` })),
});

const all = playbook({ name: "all", hosts: "all", roles: [greeting] });

describe("the public API", () => {
  let made: Repository;
  before(() => {
    made = repository({
      "inventory/hosts.yml": "all:\n  hosts:\n    eu: { ansible_host: 127.0.0.1, ansible_port: 1, ansible_user: admin }\n    us: {}\n",
    });
  });
  after(() => {
    made.remove();
  });

  it("checks a playbook that is a value, with the inventory of the folder", async () => {
    expect(await check(all, { folder: made.path, extraVars: ['{"greeting": {"texts": ["hello", "goodbye"]}}'] })).to.deep.equal({
      playbook: "all",
      resources: { eu: 2, us: 2 },
    });
  });

  it("throws all mistakes before it connects", async () => {
    const given = { folder: made.path, tags: ["gretings"], extraVars: ['{"greeting": {"texts": 3, "more": 1}}'] };
    const thrown: unknown = await plan(all, given).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Failures);
    const failures = thrown instanceof Failures ? thrown.failures : [];
    expect(failures.map(({ code }) => code)).to.deep.equal(["USAGE", "VARS_INVALID", "VARS_INVALID"]);
  });

  it("hands over what failed on a host in the result", async () => {
    const events: string[] = [];
    const { hosts, failures, changes } = await apply(all, {
      folder: made.path,
      inventory: [join(made.path, "inventory/hosts.yml")],
      limit: "eu",
      connectTimeoutMs: 2000,
      report: ({ type }) => events.push(type),
    });
    expect(hosts["eu"]).to.include({ outcome: "unreachable", failed: 1 });
    expect(failures).to.have.length(1);
    expect(changes).to.deep.equal({});
    expect(events).to.include.members(["start", "failure", "summary"]);
  });
});
