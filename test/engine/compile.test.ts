import { expect } from "chai";
import { z } from "zod";
import { compile } from "../../src/engine/compile.ts";
import { Failure, Failures } from "../../src/model/failure.ts";
import type { Host, Inventory, Value } from "../../src/model/host.ts";
import { playbook } from "../../src/model/playbook.ts";
import { readRoleVars } from "../../src/model/read-role-vars.ts";
import { role } from "../../src/model/role.ts";
import type { TakenPort } from "../../src/model/taken-port.ts";
import { paperHost } from "../support/scripted-channel.ts";
import { text } from "../support/text-kind.ts";

const motd = role({
  name: "motd-text",
  description: "A text",
  vars: z.strictObject({ text: z.string(), shout: z.boolean().default(false) }),
  resources: ({ vars, host }) => [text({ path: `/etc/${host.name}`, text: vars.shout ? vars.text.toUpperCase() : vars.text })],
});

function fleet(vars: Value, hosts: readonly Host[] = [paperHost("eu"), paperHost("us")]): Inventory {
  return {
    hosts,
    host: (name) => hosts.find((host) => host.name === name),
    select: () => hosts,
    render: (_, { text }) => text,
    whereIs: (_host, path) => `group_vars/all.yml:${path.length}:1`,
    roleVars: (_host, variable) => (variable === "motd_text" ? vars : undefined),
  };
}

function mistakes(work: () => unknown): readonly Failure[] {
  try {
    work();
  } catch (error) {
    if (error instanceof Failures) return error.failures;
    throw error;
  }
  return [];
}

describe("compile", () => {
  it("declares each role's resources for each host, in order, with their tags", () => {
    const inventory = fleet({ text: "hello", shout: true });
    const uses = playbook({ name: "p", hosts: "all", roles: [{ role: motd, tags: ["greeting"], when: ({ name }) => name === "us" }] });
    const work = compile(uses, inventory.hosts, inventory);
    expect(work.map(({ declared }) => declared.map(({ resource, tags }) => [resource.id, ...tags]))).to.deep.equal([
      [],
      [["text:/etc/us", "motd-text", "greeting"]],
    ]);
  });

  const bad: readonly { title: string; vars: Value; found: readonly { code: string; where: string; message: RegExp; hint?: RegExp }[] }[] =
    [
      {
        title: "tells every variable that does not fit, once for all hosts, with its place",
        vars: { text: 7, shuot: true },
        found: [
          {
            code: "VARS_INVALID",
            where: "group_vars/all.yml:2:1",
            message: /motd_text\.text: .*expected string.*got 7$/,
            hint: /quotes: "7"/,
          },
          {
            code: "VARS_INVALID",
            where: "group_vars/all.yml:2:1",
            message: /motd_text\.shuot: there is no such property; got true$/,
            hint: /^Did you mean "shout"\? known: shout, text$/,
          },
        ],
      },
      {
        title: "says that yes is a string",
        vars: { text: "a", shout: "yes" },
        found: [{ code: "VARS_INVALID", where: "group_vars/all.yml:2:1", message: /expected boolean.*got "yes"$/, hint: /true and false/ }],
      },
      {
        title: "says what is missing",
        vars: null,
        found: [{ code: "VARS_INVALID", where: "group_vars/all.yml:2:1", message: /motd_text\.text: .*got nothing$/ }],
      },
    ];
  for (const { title, vars, found } of bad) {
    it(title, () => {
      const inventory = fleet(vars);
      const all = mistakes(() => compile(playbook({ name: "p", hosts: "all", roles: [motd] }), inventory.hosts, inventory));
      expect(all).to.have.length(found.length);
      found.forEach(({ code, where, message, hint }, index) => {
        expect(all[index]).to.include({ code, where });
        expect(all[index]?.message).to.match(message);
        if (hint !== undefined) expect(all[index]?.hint).to.match(hint);
      });
    });
  }

  const throwing: readonly { title: string; resources: () => never[]; code: string; where: string }[] = [
    {
      title: "a resource whose properties do not fit",
      resources: () => [text({ path: 7 } as never)] as never[],
      code: "RESOURCE_INVALID",
      where: "role bad: text.path",
    },
    {
      title: "a failure of the role's own",
      resources: () => {
        throw new Failure("PLAYBOOK_INVALID", "config", "Cannot render", { hint: "Write it in TypeScript" });
      },
      code: "PLAYBOOK_INVALID",
      where: "role bad: config",
    },
    {
      title: "an error of its code",
      resources: () => {
        throw new TypeError("x is not a function");
      },
      code: "PLAYBOOK_INVALID",
      where: "role bad",
    },
  ];
  for (const { title, resources, code, where } of throwing) {
    it(`places ${title} at the role`, () => {
      const badRole = role({ name: "bad", description: "Bad", vars: z.strictObject({}), resources });
      const inventory = fleet(null, [paperHost("eu")]);
      const [first] = mistakes(() => compile(playbook({ name: "p", hosts: "all", roles: [badRole] }), inventory.hosts, inventory));
      expect(first).to.include({ code, where });
    });
  }

  it("tells a mistake of the inventory once and at its place, whichever roles come upon it", () => {
    const readers = ["one", "two"].map((name) =>
      role({
        name,
        description: "Reads what it is not alone with",
        vars: z.strictObject({}),
        resources: ({ host, inventory: fleet }) => {
          readRoleVars(motd.vars, { role: motd.name, host, inventory: fleet });
          throw new Failure("EXPRESSION_INVALID", "all.yml:1:1", "Cannot render");
        },
      }),
    );
    const inventory = fleet({ text: 3 });
    const all = mistakes(() => compile(playbook({ name: "p", hosts: "all", roles: [motd, ...readers] }), inventory.hosts, inventory));
    expect(all.map(({ where, message }) => `${where} ${message}`)).to.deep.equal([
      "group_vars/all.yml:2:1 Cannot read the variables of role motd-text: motd_text.text: expected string; got 3",
    ]);
    const good = fleet({ text: "a" });
    const rest = mistakes(() => compile(playbook({ name: "p", hosts: "all", roles: [motd, ...readers] }), good.hosts, good));
    expect(rest.map(({ where, message }) => `${where} ${message}`)).to.deep.equal(["all.yml:1:1 Cannot render"]);
  });

  it("refuses one thing declared twice on a host", () => {
    const inventory = fleet({ text: "a" }, [paperHost("eu")]);
    const again = role({ ...motd, name: "again", vars: z.strictObject({}), resources: () => [text({ path: "/etc/eu", text: "b" })] });
    const [first] = mistakes(() => compile(playbook({ name: "p", hosts: "all", roles: [motd, again] }), inventory.hosts, inventory));
    expect(first).to.include({ code: "RESOURCE_INVALID", where: "role again" });
    expect(first?.message).to.equal("Cannot declare text:/etc/eu twice on a host: roles motd-text and again both do (on eu)");
  });

  it("refuses one thing declared twice by one role, once for all hosts", () => {
    const inventory = fleet({});
    const twice = role({ ...motd, vars: z.unknown(), resources: () => ["a", "b"].map((one) => text({ path: "/etc/one", text: one })) });
    const all = mistakes(() => compile(playbook({ name: "p", hosts: "all", roles: [twice] }), inventory.hosts, inventory));
    expect(all.map(({ message }) => message)).to.deep.equal(["Cannot declare text:/etc/one twice on a host: role motd-text does so"]);
  });

  it("hides no mistake of its own", () => {
    const broken: Inventory = {
      ...fleet(null),
      roleVars: () => {
        throw new RangeError("stack");
      },
    };
    expect(() => compile(playbook({ name: "p", hosts: "all", roles: [motd] }), broken.hosts, broken)).to.throw(RangeError);
  });

  it("tells every port that two resources of a host take, where the variables of the second one's role stand", () => {
    const listener = (name: string, ...ports: readonly TakenPort[]) =>
      role({
        name,
        description: "Listens",
        vars: z.strictObject({}),
        resources: () => ports.map((port, at) => ({ ...text({ path: `/${name}${at}`, text: "" }), ports: [port] })),
      });
    const all: TakenPort = { address: "0.0.0.0", ports: [8080, 8089], protocol: "tcp" };
    const uses = playbook({
      name: "p",
      hosts: "all",
      roles: [
        listener("wide", all),
        listener("one", { address: "127.0.0.1", ports: [8080, 8080], protocol: "tcp" }, { ...all, address: "::" }),
        listener("two", { ...all, protocol: "udp" }, { ...all, address: "192.0.2.1" }, { ...all, ports: [8090, 8090] }),
      ],
    });
    const inventory = fleet({});
    const found = mistakes(() => compile(uses, inventory.hosts, inventory));
    expect(found.map(({ code, where, message }) => `${code} ${where}: ${message}`)).to.deep.equal([
      "VARS_INVALID group_vars/all.yml:1:1: Cannot declare text:/one0 of role one: port 127.0.0.1:8080/tcp is taken by text:/wide0 of role wide (group_vars/all.yml:1:1)",
      "VARS_INVALID group_vars/all.yml:1:1: Cannot declare text:/two1 of role two: port 192.0.2.1:8080-8089/tcp is taken by text:/wide0 of role wide (group_vars/all.yml:1:1)",
    ]);
  });
});
