import { expect } from "chai";
import { docker } from "../../../roles/docker/role.ts";
import { composeStack } from "../../../src/resources/compose-stack.ts";
import { directory } from "../../../src/resources/directory.ts";
import type { Resource } from "../../../src/model/resource.ts";
import { applyTo, type Fleet, fleetEnd, fleetUp, planOn } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";
import { makeWebImages } from "../../support/web-images.ts";

const healthcheck = { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:8080/"], interval: "5s", timeout: "2s", retries: 2 };

function web(tag: string, port: number, more: Readonly<Record<string, unknown>> = {}): { readonly image: string } {
  return { image: `example.org/web:${tag}`, ...{ ports: [`${port}:8080`], restart: "unless-stopped", healthcheck, ...more } };
}

type Stack = NonNullable<Parameters<typeof composeStack>[0]["file"]>;

function stack(services: Stack["services"], more: Partial<Parameters<typeof composeStack>[0]> = {}): readonly Resource[] {
  return [directory({ path: "/opt/stacks" }), composeStack({ name: "shop", file: { services }, healthTimeoutMs: 20_000, ...more })];
}

const engines = releases({ name: "us", vars: {} }, { name: "in", vars: { compose_suite: "trixie" } });

for (const { name, vars } of engines) {
  describe(`composeStack on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp("stacks");
      await settle(fleet.host(name), ...roleOn(docker, fleet.host(name), { source: "distribution", ...vars }));
      makeWebImages(fleet, name);
    });
    after(async () => {
      await settle(fleet.host(name), composeStack({ name: "shop", absent: true }));
      expect(fleet.sh(name, "docker ps -aq; ls /opt/stacks")).to.equal("");
      if (name === engines.at(-1)?.name) await fleetEnd("stacks");
    });

    /** By service: id, start and restarts of its container. */
    function containers(): Readonly<Record<string, string>> {
      const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.Id}} {{.State.StartedAt}}';
      const lines = fleet.sh(name, `docker ps -q | xargs -r docker inspect --format '${format}'`).trim().split("\n");
      return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(" ")), line]));
    }

    const page = (port: number): string => fleet.sh(name, `curl -s --max-time 2 http://127.0.0.1:${port}/ || echo none`).trim();

    it("brings up a stack whose services wait for each other, on the loopback, with an init", async () => {
      const first = web("1", 8001, { depends_on: { db: { condition: "service_healthy" } } });
      await settle(fleet.host(name), ...stack({ web: first, db: web("1", 8002, { ports: [] }), other: web("1", 8003) }));
      expect([page(8001), page(8003)]).to.deep.equal(["version 1", "version 1"]);
      expect(fleet.sh(name, "ss -ltnH sport = :8001 | wc -l")).to.equal("1\n");
      expect(fleet.sh(name, "docker inspect shop-web-1 --format '{{.HostConfig.Init}} {{.HostConfig.LogConfig.Type}}'")).to.equal(
        "true local\n",
      );
    });

    it("makes anew the service whose definition changed, and no other", async () => {
      const before = containers();
      await settle(fleet.host(name), ...stack({ web: web("2", 8001), db: web("1", 8002, { ports: [] }), other: web("1", 8003) }));
      const after = containers();
      expect(page(8001)).to.equal("version 2");
      expect(after["web"]).not.to.equal(before["web"]);
      expect([after["db"], after["other"]]).to.deep.equal([before["db"], before["other"]]);
    });

    it("leaves everything as it is where an image is not to be had", async () => {
      const before = containers();
      const { failures } = await applyTo(fleet.host(name), stack({ web: web("no-such", 8001), other: web("1", 8003) }));
      expect(failures.map(({ code }) => code)).to.deep.equal(["CHANGE_FAILED"]);
      expect(failures[0]?.output).to.include("image example.org/web:no-such is not to be had; nothing was touched");
      expect(containers()).to.deep.equal(before);
      expect(fleet.sh(name, "grep -c no-such /opt/stacks/shop/compose.yml || true")).to.equal("0\n");
    });

    for (const [tag, words] of [
      ["bad", "cannot open the database"],
      ["crash", "no such option"],
    ] as const) {
      it(`puts back a service whose new version does not work (${tag}), and shows the last lines of its log`, async () => {
        const before = containers();
        const { failures } = await applyTo(
          fleet.host(name),
          stack({ web: web(tag, 8001), db: web("1", 8002, { ports: [] }), other: web("1", 8003) }),
        );
        expect(failures.map(({ code }) => code)).to.deep.equal(["CHANGE_FAILED"]);
        expect(failures[0]?.output)
          .to.include(words)
          .and.to.match(/put back; until then services were away for \d+ s at most: web/);
        expect(page(8001)).to.equal("version 2");
        expect(containers()["other"]).to.equal(before["other"]);
        expect(
          await planOn(fleet.host(name), stack({ web: web("2", 8001), db: web("1", 8002, { ports: [] }), other: web("1", 8003) })),
        ).to.deep.equal([]);
      });
    }

    it("starts what was stopped, killed or removed, makes anew what is ill, and removes a service that left", async () => {
      const declared = stack({ web: web("2", 8001), other: web("1", 8003) });
      await settle(fleet.host(name), ...declared);
      expect(Object.keys(containers()).sort()).to.deep.equal(["other", "web"]);
      for (const harm of ["docker stop -t 0 shop-web-1", "docker rm -f shop-web-1", "docker pause shop-web-1"]) {
        fleet.sh(name, harm);
        expect(await planOn(fleet.host(name), declared)).to.deep.equal(["bring up stack shop"]);
        await settle(fleet.host(name), ...declared);
        expect(page(8001)).to.equal("version 2");
      }
    });

    it("brings files along, makes their services anew for them, and removes those that left", async () => {
      const mounted = web("2", 8001, { volumes: ["./www/pages:/www:ro"] });
      const files = ["index", "b"].map((one) => ({ path: `www/pages/${one}.html`, content: `page ${one}\n`, mode: "0640", group: "1000" }));
      await settle(fleet.host(name), ...stack({ web: mounted, other: web("1", 8003) }, { files }));
      expect(page(8001)).to.equal("page index");
      expect(fleet.sh(name, "curl -s http://127.0.0.1:8001/b.html; stat -c '%a %g' /opt/stacks/shop/www/pages/b.html")).to.equal(
        "page b\n640 1000\n",
      );
      const before = containers();
      await settle(
        fleet.host(name),
        ...stack({ web: mounted, other: web("1", 8003) }, { files: [{ path: "www/pages/index.html", content: "new\n" }] }),
      );
      expect(fleet.sh(name, "curl -s http://127.0.0.1:8001/; ls /opt/stacks/shop/www/pages")).to.equal("new\nindex.html\n");
      expect(containers()["other"]).to.equal(before["other"]);
      await settle(fleet.host(name), ...stack({ web: web("2", 8001), other: web("1", 8003) }));
      expect(fleet.sh(name, "ls -A /opt/stacks/shop")).to.equal(".files\ncompose.yml\n");
    });

    it("leaves nothing of a new stack that does not work", async () => {
      const broken = composeStack({ name: "broken", file: { services: { web: web("bad", 8009) } }, healthTimeoutMs: 4000 });
      const { failures } = await applyTo(fleet.host(name), [broken]);
      expect(failures[0]?.output).to.include("cannot open the database").and.to.include("It was not there before");
      expect(
        fleet.sh(name, "docker ps -aq --filter label=com.docker.compose.project=broken; ls /opt/stacks/broken 2>/dev/null || true"),
      ).to.equal("");
    });
  });
}
