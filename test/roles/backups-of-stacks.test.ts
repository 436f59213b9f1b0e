import { expect } from "chai";
import { parse } from "yaml";
import type { z } from "zod";
import { borgmaticConfig } from "../../roles/backups/borgmatic-config.ts";
import { backups } from "../../roles/backups/role.ts";
import { withStacks } from "../../roles/backups/stacks.ts";
import type { Backup } from "../../roles/backups/variables.ts";
import { Failures } from "../../src/model/failure.ts";
import type { Inventory, Value } from "../../src/model/host.ts";
import { Secret, unsealed } from "../../src/model/secret.ts";
import { hostNamed } from "../support/role-on.ts";
import { frontEndValues, statefulValues } from "../support/stack-values.ts";

const { ghost, gitea } = statefulValues;

const given: z.input<typeof backups.vars> = {
  repositories: [{ path: "/srv/backups/us" }],
  source_directories: ["/var/lib"],
  exclude_patterns: ["/var/lib/docker"],
  passphrase: "secret passphrase",
};

const stacks: Readonly<Record<string, Value>> = {
  front_ends: { domain: "example.org", enabled: ["invidious"], values: { invidious: frontEndValues.invidious } },
  stateful_stacks: { domain: "example.org", values: { ghost, gitea } },
};

const volumes = ["ghost_content", "gitea_data"].map((name) => `/var/lib/docker/volumes/${name}/_data`);

function inputFor(name: string, change: Partial<typeof given>, variables = stacks): Parameters<typeof backups.resources>[0] {
  const host = hostNamed(name);
  const inventory: Inventory = {
    hosts: [host],
    host: () => host,
    select: () => [host],
    render: (_, { text }) => text,
    roleVars: (_, variable) => variables[variable],
    whereIs: (_, path) => path.join("."),
  };
  return { vars: backups.vars.parse({ ...given, ...change }), host, inventory };
}

function made(change: Partial<typeof given> = {}, name = "us"): Backup {
  return withStacks(inputFor(name, change));
}

function dumpFolder(change: Partial<typeof given>, name = "us"): boolean {
  return backups.resources(inputFor(name, change)).some(({ id }) => id === "directory:/var/backups/stacks");
}

describe("role backups on a host with stacks", () => {
  it("holds their volumes, dumps of their databases, and what their own programs write", () => {
    const vars = made();
    expect(vars.source_directories).to.deep.equal(["/var/lib", ...volumes, "/var/backups/stacks"]);
    expect(vars.postgresql_databases.map(({ name, password }) => ({ name, isSecret: password instanceof Secret }))).to.deep.equal([
      { name: "invidious", isSecret: true },
      { name: "gitea", isSecret: true },
    ]);
    expect(vars.before_backup.join("\n")).to.include("ghost.sql");
    expect(vars.writable_paths).to.deep.equal(["/var/backups/stacks"]);
    expect(dumpFolder({})).to.equal(true);
  });

  it("takes volumes from below a folder that is left out otherwise, before patterns of one's own", () => {
    const vars = made({ extra_options: { location: { patterns: ["- /var/lib/docker/volumes/gitea_data/_data/tmp"] } } });
    const { patterns } = parse(unsealed(borgmaticConfig(vars, "flat"))) as { patterns: readonly string[] };
    expect(patterns).to.deep.equal([
      ...[...volumes, "/var/backups/stacks"].map((path) => `+ pp:${path}`),
      "- /var/lib/docker/volumes/gitea_data/_data/tmp",
    ]);
  });

  it("leaves dumps out where only files are wanted", () => {
    const { source_directories: folders, ...vars } = made({ stacks: "files" });
    expect(folders).to.deep.equal(["/var/lib", ...volumes]);
    expect(vars).to.deep.include({ postgresql_databases: [], before_backup: [], writable_paths: [] });
    expect(dumpFolder({ stacks: "files" })).to.equal(false);
  });

  const nothing: readonly { readonly title: string; readonly change: Partial<typeof given>; readonly name?: string }[] = [
    { title: "where none are wanted", change: { stacks: "none" } },
    { title: "on a host that has none of them", change: {}, name: "eu" },
    { title: "without a repository", change: { repositories: [] } },
  ];
  for (const { title, change, name } of nothing) {
    it(`adds nothing ${title}`, () => {
      const { vars } = inputFor(name ?? "us", change);
      expect(made(change, name)).to.deep.equal(vars);
      expect(dumpFolder(change, name)).to.equal(false);
    });
  }

  it("tells what is wrong with stacks in the words of their role", () => {
    const wrong = { stateful_stacks: { domain: "example.org", values: {}, enabled: ["gitea"] } };
    try {
      backups.resources(inputFor("us", {}, wrong));
      expect.fail("nothing was thrown");
    } catch (error) {
      expect(error).to.be.instanceOf(Failures);
      expect((error as Failures).failures.map(({ where, message }) => `${where}: ${message}`)).to.deep.equal([
        "stateful_stacks.values.gitea.host: Cannot read stateful_stacks.values.gitea.host: Gitea keeps data: one host must be named",
      ]);
    }
  });
});
