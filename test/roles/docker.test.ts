import { expect } from "chai";
import type { z } from "zod";
import { DaemonSettings, renderDaemonJson } from "../../roles/docker/daemon-settings.ts";
import { docker } from "../../roles/docker/role.ts";
import { missing } from "../../src/model/fact.ts";
import { askWith } from "../support/fake-ask.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

function idsFor(vars: z.input<typeof docker.vars>): readonly string[] {
  return roleOn(docker, hostNamed("eu"), vars).map(({ id }) => id);
}

/** Tells a running engine of live-restore. */
const RELOAD = "command:Docker's containers run on while it restarts";

describe("role docker", () => {
  const engine = ["aptPackages:docker", "directory:/etc/docker", "config:docker", RELOAD, "service:docker.service"];

  it("installs, sets and runs the engine, in this order", () => {
    expect(idsFor({})).to.deep.equal(engine);
    expect(idsFor({ source: "distribution" })).to.deep.equal(engine);
  });

  it("takes compose from a later release, and nothing else of it, where it is told to", () => {
    const pinned = ["file:/etc/apt/preferences.d/docker-compose", "aptRepository:docker-compose", ...engine];
    expect(idsFor({ source: "distribution", compose_suite: "trixie" })).to.deep.equal(pinned);
    expect(idsFor({ source: "vendor", compose_suite: "trixie" })).to.deep.equal(engine);
  });

  it("neither holds back nor adds the release that the host itself has come to", async () => {
    const answers = {
      "path-state": () => missing,
      "apt-mirror": () => ({ uri: "https://deb.example.org/debian", components: ["main"], keyring: undefined }),
      "apt-repository-files": () => missing,
    };
    const written = async (codename: string): Promise<readonly string[]> => {
      const ask = askWith({ ...answers, "os-release": () => ({ id: "debian", codename, versionId: undefined }) });
      const pinned = roleOn(docker, hostNamed("eu"), { source: "distribution", compose_suite: "trixie" }).slice(0, 2);
      const changes = await Promise.all(pinned.map((one) => one.plan(ask)));
      return changes.flat().map(({ diff }) => String(diff?.content?.after));
    };
    const [pins, source] = await written("bookworm");
    expect(pins).to.include("Package: *\nPin: release n=trixie\nPin-Priority: -1\n");
    expect(source).to.include("Suites: trixie\n").and.not.include("Enabled");
    const [noPins, noSource] = await written("trixie");
    expect(noPins).to.match(/^#[^\n]*\n$/);
    expect(noSource).to.include("Enabled: no\n");
  });

  it("tells a running engine to let containers run on before it restarts, where it shall let them", () => {
    for (const settings of [{ live_restore: false }, { more: { "live-restore": false } }])
      expect(idsFor({ settings })).to.not.include(RELOAD);
    expect(idsFor({ settings: { live_restore: false, more: { "live-restore": true } } })).to.include(RELOAD);
  });

  const packages: readonly { title: string; vars: z.input<typeof docker.vars>; names: string }[] = [
    { title: "Docker's", vars: {}, names: "docker-ce docker-ce-cli containerd.io docker-compose-plugin" },
    { title: "Debian's", vars: { source: "distribution" }, names: "docker.io docker-compose docker-cli" },
    { title: "an older Debian's", vars: { source: "distribution", compose_suite: "trixie" }, names: "docker.io docker-compose" },
    { title: "the given ones", vars: { packages: ["docker.io"] }, names: "docker.io" },
  ];
  for (const { title, vars, names } of packages) {
    it(`installs ${title} packages`, async () => {
      const resource = roleOn(docker, hostNamed("eu"), vars).find(({ id }) => id === "aptPackages:docker");
      const [change] = (await resource?.plan(askWith({ "package-state": () => missing }))) ?? [];
      expect(change?.commands.map(({ text }) => text).join("\n")).to.include(` install -- ${names};`);
    });
  }
});

describe("daemon.json", () => {
  function rendered(settings: z.input<typeof DaemonSettings>): unknown {
    return JSON.parse(renderDaemonJson(DaemonSettings.parse(settings)));
  }
  const plain = { "live-restore": true, "log-driver": "json-file", "log-opts": { "max-size": "10m", "max-file": "3" } };

  it("keeps containers over a restart and their logs small, and says nothing else by itself", () => {
    expect(rendered({})).to.deep.equal(plain);
  });

  it("says what is said, under the engine's own names", () => {
    const settings = {
      live_restore: false,
      log_max_size: "1m",
      log_max_files: 1,
      default_address_pools: [{ base: "172.30.0.0/16", size: 24 }],
      ipv6: true,
      fixed_cidr_v6: "2001:db8::/64",
      userland_proxy: false,
      registry_mirrors: ["https://mirror.example.org"],
      insecure_registries: ["registry.test:5000"],
      dns: ["192.0.2.53"],
      data_root: "/srv/docker",
      storage_driver: "overlay2",
      debug: true,
    };
    expect(rendered(settings)).to.deep.equal({
      "live-restore": false,
      "log-driver": "json-file",
      "log-opts": { "max-size": "1m", "max-file": "1" },
      "default-address-pools": [{ base: "172.30.0.0/16", size: 24 }],
      ipv6: true,
      "fixed-cidr-v6": "2001:db8::/64",
      "userland-proxy": false,
      "registry-mirrors": ["https://mirror.example.org"],
      "insecure-registries": ["registry.test:5000"],
      dns: ["192.0.2.53"],
      "data-root": "/srv/docker",
      "storage-driver": "overlay2",
      debug: true,
    });
  });

  it("lets other keys win", () => {
    const more = { "log-driver": "journald", "log-opts": {}, "metrics-addr": "127.0.0.1:9323" };
    expect(rendered({ more })).to.deep.equal({ ...plain, ...more });
  });
});
