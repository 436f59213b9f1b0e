import { expect } from "chai";
import { expectTypeOf } from "expect-type";
import type { z } from "zod";
import { frontEnds, frontEndStacks, FrontEndVars } from "../../roles/front-ends/catalogue.ts";
import { statefulStackCatalogue, statefulStacks, StatefulStackVars } from "../../roles/stateful-stacks/catalogue.ts";
import { readStacks } from "../../src/formats/check-stacks.ts";
import type { ChosenStacks } from "../../src/formats/choose-stacks.ts";
import { ComposeFile } from "../../src/formats/compose-file.ts";
import { parsePort } from "../../src/formats/compose-ports.ts";
import { backupOfStacks } from "../../src/formats/stack-backups.ts";
import { Secret } from "../../src/model/secret.ts";
import { standInImages } from "../../src/sandbox/stand-ins/images.ts";
import { allFrontEnds, allStatefulStacks, frontEndValues, showsSecret, statefulValues } from "../support/stack-values.ts";

const FORMER =
  "redlib nitter invidious rimgo searxng breezewiki anonymousoverflow gothub librarian hyperpipe safetwitch scribe mozhi priviblur shoelace watchtower";

function chosen(vars: z.input<typeof FrontEndVars>, host = "us"): ChosenStacks {
  return frontEndStacks(FrontEndVars.parse(vars), host);
}

function told({ mistakes }: ChosenStacks): readonly string[] {
  return mistakes.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const files = { ...allFrontEnds().stacks, ...allStatefulStacks().stacks };

describe("the catalogues of stacks", () => {
  it("have every service of the original that can still be had", () => {
    expect(frontEnds).to.have.all.keys(FORMER.split(" "));
    expect(statefulStackCatalogue).to.have.all.keys("ghost gitea grafana headscale healthchecks hedgedoc semaphore vaultwarden".split(" "));
  });

  it("fit together on one host, without a port or a name twice", () => {
    expect([...allFrontEnds().mistakes, ...allStatefulStacks().mistakes]).to.deep.equal([]);
    expect(readStacks(Object.fromEntries(Object.entries(files).map(([name, { file }]) => [name, file]))).mistakes).to.deep.equal([]);
    expect(Object.keys(files)).to.have.length(24);
  });

  it("have stand-ins for all of their images, with the ports that they are known for", () => {
    const services = Object.values(files).flatMap(({ file }) => Object.values(ComposeFile.parse(file).services));
    const used = services.map(({ image, ports = [], expose = [] }) => ({
      image,
      ports: [...ports.map((port) => parsePort(port).target[0]), ...expose.map(Number)],
    }));
    expect(standInImages.map(({ name }) => name)).to.have.members([...new Set(used.map(({ image }) => image))]);
    for (const { image, ports } of used) {
      expect(standInImages.find(({ name }) => name === image)?.ports, image).to.include.members(ports);
    }
  });

  it("publish on the loopback only, but for Gitea's SSH", () => {
    const addresses = Object.entries(files).flatMap(([name, { file }]) =>
      Object.values(ComposeFile.parse(file).services).flatMap(({ ports = [] }) =>
        ports.map((port) => `${name} ${parsePort(port).address ?? ""}`),
      ),
    );
    expect(addresses.filter((one) => !one.endsWith(" 127.0.0.1"))).to.deep.equal(["gitea 0.0.0.0"]);
  });

  it("show no secret, and hold nothing but what is declared with a limit of its memory", () => {
    expect(showsSecret(JSON.stringify(files))).to.equal(false);
    for (const [name, { file }] of Object.entries(files)) {
      for (const [service, { mem_limit: limit, security_opt: options }] of Object.entries(ComposeFile.parse(file).services)) {
        expect(limit, `${name} ${service}`).to.be.a("string");
        expect(options, `${name} ${service}`).to.deep.equal(["no-new-privileges:true"]);
      }
    }
  });
});

describe("the choice of front ends", () => {
  const { anonymousoverflow, invidious, nitter, scribe, searxng } = frontEndValues;
  const stateless = { anonymousoverflow, nitter, scribe, searxng };

  it("is all that keep no data, by default", () => {
    const { stacks, mistakes } = chosen({ domain: "example.org", values: stateless });
    expect(mistakes).to.deep.equal([]);
    expect(stacks).to.have.all.keys(Object.keys(frontEnds).filter((name) => !["invidious", "librarian", "watchtower"].includes(name)));
  });

  it("has those that keep data on their host alone", () => {
    const vars = { domain: "example.org", values: { ...stateless, invidious } };
    expect(chosen(vars, "us").stacks).to.include.keys("invidious");
    expect(chosen(vars, "eu").stacks).not.to.include.keys("invidious");
    expect(told(chosen({ enabled: ["invidious"], domain: "example.org" }))).to.deep.equal([
      "values.invidious.host: Invidious keeps data: one host must be named",
    ]);
  });

  it("tells every value that is missing", () => {
    expect(told(chosen({ domain: "example.org" })).map((line) => line.replace(/:.*/, ""))).to.deep.equal([
      "values.anonymousoverflow.signing_secret",
      "values.nitter.hmac_key",
      "values.scribe.secret_key_base",
      "values.searxng.secret_key",
    ]);
  });

  it("tells ports that two of them want", () => {
    const values = { redlib: { port: 9016 } };
    expect(told(chosen({ enabled: ["redlib", "rimgo"], domain: "example.org", values })).join("\n")).to.match(/^values\.rimgo: .*9016/);
  });

  it("refuses names and values that there are not", () => {
    const parsed = FrontEndVars.safeParse({ enabled: ["reddit"], domain: "example.org", values: { redlib: { prot: 1 } } });
    expect(parsed.error?.issues.map(({ path }) => path.join("."))).to.deep.equal(["enabled", "values.redlib"]);
    type Values = NonNullable<z.input<typeof FrontEndVars>["values"]>;
    expectTypeOf<{ redlib: { port: number; sfw_only: boolean } }>().toExtend<Values>();
    expectTypeOf<{ redlib: { port: string } }>().not.toExtend<Values>();
  });

  const names = [
    { prefix: undefined, expected: "https://redlib.example.org" },
    { prefix: "in", expected: "https://redlib.in.example.org" },
  ];
  for (const { prefix, expected } of names) {
    it(`calls them ${expected}`, () => {
      const { stacks } = chosen({ enabled: ["redlib"], domain: "example.org", ...(prefix !== undefined && { prefix }) });
      expect(stacks["redlib"]?.file.services["redlib"]?.environment).to.include({ REDLIB_FULL_URL: expected });
    });
  }

  it("takes other images and ports", () => {
    const image = "registry.example.org/redlib:1.2";
    const { stacks } = chosen({ enabled: ["redlib"], domain: "example.org", values: { redlib: { port: 99, images: { redlib: image } } } });
    expect(stacks["redlib"]?.file.services["redlib"]).to.deep.include({ image, ports: ["127.0.0.1:99:8080"] });
  });
});

describe("stacks that keep data", () => {
  it("are nowhere but on their hosts", () => {
    const vars = StatefulStackVars.parse({
      domain: "example.org",
      values: { ...statefulValues, gitea: { ...statefulValues.gitea, host: "in" } },
    });
    expect(statefulStacks(vars, "in").stacks).to.have.all.keys("gitea");
    expect(statefulStacks(vars, "eu").stacks).to.deep.equal({});
    expect(statefulStacks(vars, "us").stacks).to.have.all.keys(Object.keys(statefulValues).filter((name) => name !== "gitea"));
  });

  it("tell what a backup must hold, in words of the role backups", () => {
    const { gitea, ghost, vaultwarden } = allStatefulStacks().stacks;
    const backup = backupOfStacks(
      { ...(gitea && { gitea }), ...(ghost && { ghost }), ...(vaultwarden && { vaultwarden }) },
      { dumps: "/dumps" },
    );
    expect(backup.source_directories).to.deep.equal([
      "/var/lib/docker/volumes/gitea_data/_data",
      "/var/lib/docker/volumes/ghost_content/_data",
      "/var/lib/docker/volumes/vaultwarden_data/_data",
      "/dumps",
    ]);
    expect(
      backup.postgresql_databases.map(({ password, ...others }) => ({ ...others, isSecret: password instanceof Secret })),
    ).to.deep.equal([{ name: "gitea", hostname: "127.0.0.1", port: 5434, username: "gitea", isSecret: true }]);
    expect(backup.before_backup.join("\n"))
      .to.include("ghost.sql")
      .and.not.match(/not-to-be-seen/);
    expect(backup.writable_paths).to.deep.equal(["/dumps"]);
  });

  it("need no dumps where there is nothing to dump", () => {
    const none = { source_directories: [], postgresql_databases: [], before_backup: [], writable_paths: [] };
    expect(backupOfStacks({ some: { file: { services: { a: { image: "example/a:1" } } } } })).to.deep.equal(none);
  });
});
