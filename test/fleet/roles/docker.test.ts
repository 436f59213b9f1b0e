import { expect } from "chai";
import type { z } from "zod";
import { docker } from "../../../roles/docker/role.ts";
import type { Resource } from "../../../src/model/resource.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

type Vars = z.input<typeof docker.vars>;

/** An image of one program that needs no registry. */
const IMAGE = `cd "$(mktemp -d)" && mkdir bin && cp /bin/busybox bin/ 2>/dev/null || { apt-get -qy install busybox-static >/dev/null && cp /bin/busybox bin/; }
tar -c bin | docker import - example/busybox >/dev/null`;

for (const { name, vars: own, version } of releases(
  { name: "us", vars: {}, version: /^26\./ },
  { name: "in", vars: { compose_suite: "trixie" }, version: /^20\.10\./ },
)) {
  describe(`role docker on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp("lab", { lab: true });
    });

    function declare(settings: Vars["settings"] = {}): readonly Resource[] {
      return roleOn(docker, fleet.host(name), { source: "distribution", ...own, settings: { log_max_size: "5m", ...settings } });
    }

    it("runs an engine that answers, with compose, set as declared", async () => {
      await settle(fleet.host(name), ...declare());
      expect(fleet.sh(name, "docker info --format '{{.ServerVersion}} {{.LiveRestoreEnabled}}'")).to.match(version).and.to.include(" true");
      expect(fleet.sh(name, "docker compose version")).to.match(/ v?2\./);
      fleet.sh(name, IMAGE);
      fleet.sh(name, "docker run -d --name app example/busybox /bin/busybox sleep 600");
      expect(fleet.sh(name, "docker inspect app --format '{{json .HostConfig.LogConfig.Config}}'")).to.equal(
        '{"max-file":"3","max-size":"5m"}\n',
      );
    });

    it("keeps containers running while the engine restarts for other settings", async () => {
      const state = "docker inspect app --format '{{.State.Running}} {{.State.StartedAt}}'; systemctl show docker -P MainPID";
      const [before, engine] = fleet.sh(name, state).split("\n");
      await settle(fleet.host(name), ...declare({ default_address_pools: [{ base: "10.99.0.0/16", size: 24 }] }));
      const [after, newEngine] = fleet.sh(name, state).split("\n");
      expect(before).to.match(/^true /);
      expect(after).to.equal(before);
      expect(newEngine).not.to.equal(engine);
      expect(
        fleet.sh(
          name,
          "docker network create other >/dev/null && docker network inspect other --format '{{(index .IPAM.Config 0).Subnet}}'",
        ),
      ).to.match(/^10\.99\.\d+\.0\/24$/m);
    });

    it("keeps containers of an engine that so far would have stopped them with itself", async () => {
      fleet.sh(name, "rm /etc/docker/daemon.json; systemctl reset-failed docker; systemctl restart docker; docker start app >/dev/null");
      const state = "docker inspect app --format '{{.State.Running}} {{.State.StartedAt}}'";
      const before = fleet.sh(name, state);
      expect(before).to.match(/^true /);
      await settle(fleet.host(name), ...declare());
      expect(fleet.sh(name, state)).to.equal(before);
    });

    it("refuses settings that the engine refuses, in the engine's words; the old ones stay in force", async () => {
      const before = fleet.sh(name, "cat /etc/docker/daemon.json; systemctl show docker -P MainPID");
      for (const more of [{ "no-such-key": true }, { "log-opts": "all" }]) {
        const { failures } = await applyTo(fleet.host(name), declare({ more }));
        expect(failures.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([`VALIDATION_FAILED ${name}/config:docker`]);
        expect(failures[0]?.output).to.include("unable to configure the Docker daemon with file");
      }
      expect(fleet.sh(name, "cat /etc/docker/daemon.json; systemctl show docker -P MainPID")).to.equal(before);
      expect(fleet.sh(name, "docker ps --format '{{.Names}}'")).to.equal("app\n");
    });
  });
}
