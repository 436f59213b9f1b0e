import { expect } from "chai";
import { chronyConf } from "../../roles/chrony/chrony-conf.ts";
import { chrony } from "../../roles/chrony/role.ts";
import { missing } from "../../src/model/fact.ts";
import { askWith } from "../support/fake-ask.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

describe("role chrony", () => {
  it("asks Debian's pool when it is told nothing, and serves nobody", () => {
    const text = chronyConf(chrony.vars.parse({}));
    expect(text).to.match(/^pool 2\.debian\.pool\.ntp\.org iburst\nsourcedir /);
    expect(text).not.to.match(/^(server|allow)/m);
  });

  it("asks and serves whom it is told", () => {
    const vars = chrony.vars.parse({
      pools: [],
      servers: ["192.0.2.1"],
      allow: ["10.0.0.0/8"],
      makestep: "0.1 3",
      extra: ["local stratum 10"],
    });
    expect(chronyConf(vars)).to.match(/^server 192\.0\.2\.1 iburst\n[^]*\nmakestep 0\.1 3\nallow 10\.0\.0\.0\/8\nlocal stratum 10\n$/);
  });

  it("starts chrony again when its configuration changes", () => {
    const resources = roleOn(chrony, hostNamed("eu"), {});
    expect(resources.map(({ id }) => id)).to.deep.equal(["aptPackages:chrony", "config:chrony", "service:chrony.service"]);
    expect(resources.at(-1)?.watches?.ids).to.deep.equal(["config:chrony"]);
  });

  it("takes the place of the clock's keeper that Debian installs, and of others", async () => {
    const [packages] = roleOn(chrony, hostNamed("eu"), {});
    const installed = { state: "installed", version: "1", automatic: false, held: false };
    const changes = await packages?.plan(askWith({ "package-state": (name) => (name === "systemd-timesyncd" ? installed : missing) }));
    expect(changes?.map(({ title }) => title)).to.deep.equal(["install chrony; remove systemd-timesyncd"]);
    const settled = await packages?.plan(askWith({ "package-state": (name) => (name === "chrony" ? installed : missing) }));
    expect(settled).to.deep.equal([]);
  });

  for (const [name, vars] of Object.entries({
    "a server that is two words": { servers: ["a.example.org offline"] },
    "lines in a line": { extra: ["a\nb"] },
  })) {
    it(`refuses ${name}`, () => {
      expect(chrony.vars.safeParse(vars).success).to.equal(false);
    });
  }
});
