import { expect } from "chai";
import fc from "fast-check";
import { App, appPath, appStack } from "../../src/formats/app-stack.ts";
import { checkStacks } from "../../src/formats/check-stacks.ts";
import type { ComposeFile } from "../../src/formats/compose-file.ts";
import { parseBySchema } from "../../src/model/parse-by-schema.ts";
import { Secret } from "../../src/model/secret.ts";

type Keys = Readonly<Record<string, unknown>>;

function appOf(services: readonly Keys[], settings: Keys = {}): App {
  return App.parse({ docker_settings: { services, ...settings } });
}

function fileOf(app: App, restartPolicy?: string): ComposeFile {
  const parsed = appStack(app, { name: "front", ...(restartPolicy !== undefined && { restartPolicy }) });
  if (parsed.outcome === "refused" || parsed.data === undefined) throw new Error(JSON.stringify(parsed));
  return parsed.data;
}

function mistakesOf(app: App): readonly string[] {
  const parsed = appStack(app, { name: "front" });
  return parsed.outcome === "fits" ? [] : parsed.mistakes.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("appStack", () => {
  it("translates every variable of a service", () => {
    const key = new Secret(["key"], "hush");
    const app = appOf([
      {
        name: "search",
        image: "example/search:latest",
        restart_policy: "always",
        ports: ["8081:8080"],
        mounts: ["/srv/search/configs:/etc/search"],
        environment: { BASE_URL: "https://search.example.org/", PORT: 8080, DEBUG: false, NONE: null, KEY: key },
        command: "serve --verbose",
        entrypoint: ["/bin/search"],
        depends_on: ["redis"],
        networks: ["inner", "default"],
        user: 1000,
        extra_vars: { cap_drop: "[ALL]", read_only: true, tmpfs: "/run", hostname: "search", stop_signal: "SIGINT" },
      },
      { name: "redis", image: "example/redis:7" },
    ]);
    expect(fileOf(app)).to.deep.equal({
      name: "front",
      services: {
        search: {
          image: "example/search:latest",
          container_name: "search",
          restart: "always",
          ports: ["8081:8080"],
          volumes: ["/srv/search/configs:/etc/search"],
          environment: { BASE_URL: "https://search.example.org/", PORT: 8080, DEBUG: false, NONE: "", KEY: key },
          command: "serve --verbose",
          entrypoint: ["/bin/search"],
          depends_on: ["redis"],
          networks: ["inner", "default"],
          user: "1000",
          cap_drop: ["ALL"],
          read_only: true,
          tmpfs: "/run",
          hostname: "search",
          stop_signal: "SIGINT",
        },
        redis: { image: "example/redis:7", container_name: "redis", restart: "unless-stopped" },
      },
      networks: { inner: null },
    });
  });

  it("takes the common image and another default of restarts", () => {
    const { services } = fileOf(appOf([{ name: "aa" }, { name: "bb", image: "own" }], { common_image: "common:1" }), "no");
    expect(services["aa"]).to.include({ image: "common:1", restart: "no" });
    expect(services["bb"]).to.include({ image: "own" });
  });

  it("takes an environment as a list", () => {
    expect(fileOf(appOf([{ name: "aa", image: "b", environment: ["C=d"] }])).services["aa"]?.environment).to.deep.equal(["C=d"]);
  });

  it("takes networks by name", () => {
    expect(fileOf(appOf([{ name: "aa", image: "b", networks: { c: { aliases: ["d"] } } }])).networks).to.deep.equal({ c: null });
  });

  it("has no file for an application without settings of Docker", () => {
    expect(appStack(App.parse({ needs_configs_dir: true }), { name: "front" })).to.deep.equal({ outcome: "fits", data: undefined });
  });

  it("finds every mistake, where its variable is", () => {
    const app = appOf([
      { name: "aa", image: "b", extra_vars: { "cap-add": ["X"], image: "c", restart: "no", networks: "[d]", labels: "e: f", init: "[" } },
      { name: "aa", extra_vars: { hostname: new Secret(["key"], "hush"), mem_limit: "much", stop_signal: "a\nb: c" } },
    ]);
    expect(mistakesOf(app)).to.have.members([
      'docker_settings.services.1.name: "aa" is the name of an earlier service too',
      'docker_settings.services.0.extra_vars.image: is said already by "image"',
      'docker_settings.services.0.extra_vars.restart: is said already by "restart_policy"',
      'docker_settings.services.0.extra_vars.networks: has a place of its own: "networks" of the service',
      "docker_settings.services.0.extra_vars.labels: must be the YAML of one value",
      "docker_settings.services.0.extra_vars.init: must be the YAML of one value",
      "docker_settings.services.0.extra_vars.cap-add: there is no such property; got a list, not shown",
      "docker_settings.services.1.extra_vars.hostname: must not be a secret: only an environment may have secrets",
      "docker_settings.services.1.extra_vars.stop_signal: must be the YAML of one value",
      "docker_settings.services.1.image: must name an image, for there is no common_image either",
      'docker_settings.services.1.extra_vars.mem_limit: must be a size such as 64m or 2g; got "much"',
    ]);
  });

  it("says it of the stack's name where that is wrong", () => {
    const parsed = appStack(appOf([{ name: "aa", image: "b" }]), { name: "Front" });
    expect(parsed).to.have.nested.property("mistakes[0].path").that.deep.equals([]);
  });

  it("leads back to the variables what is found when stacks are compared", () => {
    const app = appOf([
      { name: "web", image: "bb", mounts: ["data:/d"], depends_on: ["db"], ports: ["80:80"], extra_vars: { secrets: ["key"] } },
      { name: "other", image: "bb", ports: ["80:80"] },
    ]);
    const found = checkStacks({ front: fileOf(app), second: fileOf(appOf([{ name: "web", image: "bb" }])) });
    const own = found.filter(({ path }) => path[0] === "front").map(({ path }) => appPath(app, path.slice(1)).join("."));
    expect(own).to.have.members([
      "docker_settings.services.0.mounts.0",
      "docker_settings.services.0.depends_on.0",
      "docker_settings.services.0.extra_vars.secrets.0",
      "docker_settings.services.1.ports.0",
    ]);
    expect(appPath(app, ["services", "web", "container_name"])).to.deep.equal(["docker_settings", "services", 0, "name"]);
    expect(appPath(app, ["services", "web"])).to.deep.equal(["docker_settings", "services", 0]);
    expect(appPath(App.parse({}), ["services", "web"])).to.deep.equal([]);
  });

  it("refuses variables that the role does not have", () => {
    const parsed = parseBySchema(App, {
      needs_config_dir: true,
      docker_settings: { services: [{ name: "aa", volumes: [], mounts: ["/a"] }] },
    });
    expect(
      parsed.outcome === "refused" && parsed.mistakes.map(({ path, hint }) => `${path.join(".")} ${hint?.split("?")[0]}`),
    ).to.deep.equal([
      "docker_settings.services.0.volumes known: command, depends_on, entrypoint, environment, extra_vars, image, mounts, name, networks, ports, restart_policy, user",
      'needs_config_dir Did you mean "needs_configs_dir"',
    ]);
  });

  it("makes of names, images and environments a file that fits, whatever they are", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{1,8}$/);
    const service = fc.record({
      name: word,
      image: word,
      environment: fc.dictionary(
        word,
        fc.oneof(
          fc.string().map((text) => text.replaceAll("$", "$$$$")),
          fc.integer(),
          fc.boolean(),
        ),
      ),
      networks: fc.uniqueArray(word),
    });
    fc.assert(
      fc.property(fc.uniqueArray(service, { minLength: 1, selector: ({ name }) => name }), (services) => {
        const file = fileOf(appOf(services));
        expect(Object.keys(file.services)).to.have.members(services.map(({ name }) => name));
        expect(checkStacks({ front: file })).to.deep.equal([]);
      }),
    );
  });
});
