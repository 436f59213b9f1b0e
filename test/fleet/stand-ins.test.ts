import { expect } from "chai";
import { docker } from "../../roles/docker/role.ts";
import type { ChosenStacks } from "../../src/formats/choose-stacks.ts";
import { ComposeFile } from "../../src/formats/compose-file.ts";
import { parsePort } from "../../src/formats/compose-ports.ts";
import { sandboxImages } from "../../src/sandbox/sandbox-images.ts";
import { standInImages } from "../../src/sandbox/stand-ins/images.ts";
import { file } from "../../src/resources/file.ts";
import { directory } from "../../src/resources/directory.ts";
import { applyTo, type Fleet, fleetEnd, fleetUp } from "../support/fleet.ts";
import { releases } from "../support/releases.ts";
import { roleOn } from "../support/role-on.ts";
import { settle } from "../support/settle.ts";
import { allFrontEnds, allStatefulStacks, renderedStacks, showsSecret } from "../support/stack-values.ts";

const all: ChosenStacks = { stacks: { ...allFrontEnds().stacks, ...allStatefulStacks().stacks }, mistakes: [] };
const some = ["invidious", "nitter", "priviblur", "redlib", "searxng"];

const engines = releases(
  { name: "us", vars: {}, chosen: all },
  {
    name: "in",
    vars: { compose_suite: "trixie" },
    chosen: { ...all, stacks: Object.fromEntries(Object.entries(all.stacks).filter(([name]) => some.includes(name))) },
  },
);

/** The hosts get their engines at once, before the first of them is looked at. */
async function installEngines(fleet: Fleet): Promise<void> {
  await Promise.all(
    engines.map(({ name, vars }) => settle(fleet.host(name), ...roleOn(docker, fleet.host(name), { source: "distribution", ...vars }))),
  );
}

let installed: Promise<void> | undefined;

const FOLDER = "/srv/stacks";

/** What each stack publishes. */
function addressesOf({ stacks }: ChosenStacks): readonly { readonly name: string; readonly ports: readonly string[] }[] {
  return Object.entries(stacks).map(([name, { file: stack }]) => ({
    name,
    ports: Object.values(ComposeFile.parse(stack).services)
      .flatMap(({ ports = [] }) => ports.map(parsePort))
      .map(({ published }) => `${published?.[0] ?? ""}`),
  }));
}

for (const { name, chosen } of engines) {
  describe(`stand-ins for services' images on ${name}`, () => {
    after(async () => {
      if (name === engines.at(-1)?.name) await fleetEnd("stand-ins");
    });

    let fleet: Fleet;
    const stacks = Object.keys(chosen.stacks);

    before(async () => {
      fleet = await fleetUp("stand-ins", { lab: true });
    });

    it("are there as soon as the engine is, under the real names", async () => {
      await (installed ??= installEngines(fleet));
      const images = fleet.sh(name, "docker image ls --format '{{.Repository}}:{{.Tag}}'").trim().split("\n");
      expect(images).to.have.members(standInImages.map((image) => image.name));
    }).timeout(600_000);

    it("are brought again where they were removed, by infra sandbox images", async () => {
      fleet.sh(name, "docker image rm redis:6-alpine quay.io/redlib/redlib:latest >/dev/null");
      const rows = await sandboxImages({ prefix: fleet.prefix, notice: () => undefined });
      expect(rows.map(({ host, state }) => `${host} ${state}`)).to.deep.equal(
        ["eu", "us", "in"].map((host) => `${host} ${engines.some((one) => one.name === host) ? "loaded" : "waiting"}`),
      );
      expect(fleet.sh(name, "docker image ls -q redis:6-alpine; docker image ls -q quay.io/redlib/redlib:latest")).to.match(
        /^(?:\w+\n){2}$/,
      );
    });

    it("let stacks of the catalogues come up healthy, at once", async () => {
      const rendered = Object.entries(renderedStacks(chosen, FOLDER));
      const folders = [FOLDER, ...stacks.map((stack) => `${FOLDER}/${stack}`)].map((path) => directory({ path, mode: "0700" }));
      const { failures } = await applyTo(fleet.host(name), [
        ...folders,
        ...rendered.map(([path, content]) => file({ path, content, mode: path.endsWith("compose.yml") ? "0600" : "0444" })),
      ]);
      expect(failures).to.deep.equal([]);
      const up = `cd ${FOLDER} && ls | xargs -P 8 -I@ sh -c 'docker compose -f @/compose.yml --project-name @ up -d --wait 2>@/log || { echo @; cat @/log; }'`;
      expect(fleet.sh(name, up)).to.equal("");
      const ill = `docker ps -a --format '{{.Names}} {{.Status}}' | grep -v ' Up ' || :; docker ps --filter health=unhealthy --format '{{.Names}}'`;
      expect(fleet.sh(name, ill)).to.equal("");
    }).timeout(300_000);

    it("answer HTTP with their names and their environment, without its secrets", () => {
      const published = addressesOf(chosen).flatMap(({ name: stack, ports }) => ports.map((port) => ({ stack, port })));
      const ask = published.map(({ port }) => `wget -q -T 5 -O - http://127.0.0.1:${port}/some/page`).join("; ");
      const pages = fleet.sh(name, `docker run --rm --network host --entrypoint sh redis:6-alpine -c '${ask}'`);
      expect(pages.match(/^stand-in for /gm)).to.have.length(published.length);
      expect(pages).to.include("REDLIB_FULL_URL=https://redlib.us.example.org").and.to.include("request: GET /some/page");
      expect(pages).to.include("SEARXNG_SECRET=***").and.to.include("hmac_key: ***");
      expect(showsSecret(pages)).to.equal(false);
    });

    it("are ill or end at their start when they are told to", () => {
      const run = "docker run --rm --network none";
      expect(fleet.sh(name, `${run} -e STAND_IN=fail zedeus/nitter:latest 2>&1 || echo "status $?"`)).to.match(/told to fail[^]*status 1/);
      const redis = "docker exec priviblur-redis-1";
      expect(fleet.sh(name, `${redis} redis-cli ping`)).to.equal("PONG\n");
      expect(fleet.sh(name, `${redis} sh -c 'echo unhealthy >/dev/shm/stand-in'; ${redis} redis-cli ping 2>&1 || echo ill`)).to.match(
        /503[^]*ill/,
      );
      fleet.sh(name, `${redis} rm /dev/shm/stand-in`);
    });

    it("end at once", () => {
      const milliseconds = fleet.sh(
        name,
        "s=$(date +%s%N); docker compose -f /srv/stacks/redlib/compose.yml -p redlib stop 2>/dev/null; echo $((($(date +%s%N) - s) / 1000000))",
      );
      expect(Number(milliseconds)).to.be.below(2000);
      expect(fleet.sh(name, "docker inspect redlib-redlib-1 --format '{{.State.ExitCode}}'")).to.match(/^(?:0|143)$/m);
    });
  });
}
