import { expect } from "chai";
import fc from "fast-check";
import { parse } from "yaml";
import { ComposeFile } from "../../src/formats/compose-file.ts";
import { normalStack } from "../../src/formats/normal-stack.ts";
import { DIGEST_LABEL, renderStack, type RenderedStack } from "../../src/formats/render-stack.ts";
import { namespacesOf } from "../../src/formats/stack-links.ts";
import { Secret, unsealed } from "../../src/model/secret.ts";

type Keys = Readonly<Record<string, unknown>>;

const top = {
  networks: { inner: { internal: true } },
  volumes: { data: { driver: "local" } },
  configs: { app: { file: "./app.yml" } },
  secrets: { key: { file: "/srv/keys/key" } },
};
const base: Keys = {
  image: "example/web:1",
  networks: ["inner"],
  volumes: ["data:/d", "./conf:/c:ro"],
  configs: ["app"],
  secrets: ["key"],
};
const contents = {
  "/srv/front/conf/a": "1",
  "/srv/front/app.yml": "2",
  "/srv/keys/key": "3",
  "/srv/front/other": "4",
  "/srv/front/conf2": "5",
};

function render(
  services: Readonly<Record<string, Keys>>,
  more: Keys = top,
  files: Readonly<Record<string, string>> = contents,
): RenderedStack {
  const file = ComposeFile.parse({ services, ...more });
  return renderStack(normalStack(file, { name: "front" }), { folder: "/srv/front", contents: new Map(Object.entries(files)) });
}

function digest(service: Keys, more?: Keys, files?: Readonly<Record<string, string>>): string | undefined {
  return render({ web: service }, more, files).digests.get("web");
}

const others: readonly {
  readonly title: string;
  readonly service?: Keys;
  readonly more?: Keys;
  readonly files?: Readonly<Record<string, string>>;
}[] = [
  { title: "its image", service: { ...base, image: "example/web:2" } },
  { title: "its environment", service: { ...base, environment: { A: "b" } } },
  { title: "a network that it uses", more: { ...top, networks: { inner: { internal: false } } } },
  { title: "a volume that it uses", more: { ...top, volumes: { data: { driver: "other" } } } },
  { title: "a config that it uses", more: { ...top, configs: { app: { file: "./other" } } } },
  { title: "a file in a folder that it has mounted", files: { ...contents, "/srv/front/conf/a": "9" } },
  { title: "a file more in that folder", files: { ...contents, "/srv/front/conf/b/c": "9" } },
  { title: "the file of a config", files: { ...contents, "/srv/front/app.yml": "9" } },
  { title: "the file of a secret", files: { ...contents, "/srv/keys/key": "9" } },
  { title: "the stack's name", more: { ...top, name: "other" } },
];

const same: typeof others = [
  { title: "a file that it does not have", files: { ...contents, "/srv/front/other": "9", "/srv/front/conf2": "9" } },
  { title: "a network that it does not use", more: { ...top, networks: { ...top.networks, more: {} } } },
  { title: "the order of keys", service: Object.fromEntries(Object.entries(base).reverse()) },
  { title: "when to pull", service: { ...base, pull_policy: "always", profiles: ["a"] } },
  { title: "keys that begin with x-", service: { ...base, "x-note": "b" } },
  { title: "what is said that is so anyway", service: { ...base, init: true } },
];

describe("the digest of a service", () => {
  for (const { title, service = base, more, files } of others) {
    it(`changes with ${title}`, () => expect(digest(service, more, files)).not.to.equal(digest(base)));
  }

  for (const { title, service = base, more, files } of same) {
    it(`stays with ${title}`, () => expect(digest(service, more, files)).to.equal(digest(base)));
  }

  it("changes with the stack's own network where it is on no other", () => {
    const alone = { image: "a" };
    expect(digest(alone, { networks: { default: { internal: true } } })).not.to.equal(digest(alone, {}));
    expect(digest({ ...alone, network_mode: "host" }, { networks: { default: { internal: true } } })).to.equal(
      digest({ ...alone, network_mode: "host" }, {}),
    );
  });

  it("changes with a service whose namespace it shares, and with no other", () => {
    const web = { image: "a", network_mode: "service:vpn", depends_on: ["db"] };
    const services = { web, vpn: { image: "b" }, db: { image: "c" } };
    const first = render(services, {}).digests;
    const newVpn = render({ ...services, vpn: { image: "b:2" } }, {}).digests;
    const newDb = render({ ...services, db: { image: "c:2" } }, {}).digests;
    expect(namespacesOf({ image: "a", network_mode: "service:vpn", ipc: "host", volumes_from: ["db:ro", "container:x"] })).to.deep.equal([
      "vpn",
      "db",
    ]);
    expect(newVpn.get("web")).not.to.equal(first.get("web"));
    expect(newVpn.get("db")).to.equal(first.get("db"));
    expect(newDb.get("web")).to.equal(first.get("web"));
    expect(newDb.get("db")).not.to.equal(first.get("db"));
  });

  it("changes with files of variables and labels, and with anything where the whole host is mounted", () => {
    const services = [
      { image: "a", env_file: "./a.env" },
      { image: "a", env_file: [{ path: "/srv/front/a.env" }] },
      { image: "a", label_file: ["a.env"] },
      { image: "a", volumes: ["/:/host:ro"] },
      { image: "a", volumes: [{ type: "bind", source: "..", target: "/srv" }] },
    ];
    for (const service of services) {
      expect(digest(service, {}, { "/srv/front/a.env": "1" })).not.to.equal(digest(service, {}, { "/srv/front/a.env": "2" }));
    }
  });

  it("changes with where a service is on its networks", () => {
    const on = (networks: Keys): Keys => ({ image: "a", networks });
    expect(digest(on({ inner: { aliases: ["b"] } }), top)).not.to.equal(digest(on({ inner: null }), top));
    expect(digest(on({ default: null }), { networks: { default: { internal: true } } })).not.to.equal(digest(on({ default: null }), {}));
  });

  it("comes to an end where services share in a circle or with none", () => {
    const { digests } = render(
      { a: { image: "a", ipc: "service:b" }, b: { image: "b", ipc: "service:a" }, c: { image: "c", pid: "service:z" } },
      {},
    );
    expect([...digests.values()].every((one) => /^[0-9a-f]{64}$/.test(one))).to.equal(true);
  });

  it("is the same for the same environment, whatever the way in which it is written", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Z]{1,5}$/), fc.string({ unit: "grapheme" })), (environment) => {
        const list = Object.entries(environment).map(([name, text]) => `${name}=${text}`);
        expect(digest({ image: "a", environment: list }, {})).to.equal(digest({ image: "a", environment }, {}));
      }),
    );
  });
});

describe("renderStack", () => {
  it("writes the file with its digests as labels, and rights as numbers", () => {
    const rights = { secrets: [{ source: "key", mode: "0440" }], volumes: [{ type: "tmpfs", target: "/t", tmpfs: { mode: "0755" } }] };
    const { text, digests } = render({ web: { image: "a", labels: ["b=c"], restart: "no", ...rights } });
    const web = (parse(unsealed(text)) as { services: Record<string, Keys> }).services["web"];
    expect(web).to.deep.include({
      labels: { b: "c", [DIGEST_LABEL]: digests.get("web") },
      secrets: [{ source: "key", mode: 0o440 }],
      volumes: [{ type: "tmpfs", target: "/t", tmpfs: { mode: 0o755 } }],
    });
    expect(text)
      .to.match(/^# Written by geosteer/)
      .and.to.include('restart: "no"');
  });

  it("takes our label over one that is given", () => {
    const { text, digests } = render({ web: { image: "a", labels: { "geosteer.digest": "0" } } }, {});
    expect(text).to.include(`geosteer.digest: ${digests.get("web") ?? ""}`);
  });

  it("is a secret when there is one in it, which Compose takes as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (password) => {
        const { text } = render({ web: { image: "a", environment: { KEY: new Secret(["key"], password), DOLLAR: "$$" } } }, {});
        if (!(text instanceof Secret)) throw new Error("it is not");
        const file = parse(text.reveal()) as { services: { web: { environment: { KEY: string; DOLLAR: string } } } };
        const { KEY, DOLLAR } = file.services.web.environment;
        expect(text.names).to.deep.equal(["key"]);
        expect(KEY.replaceAll("$$", "$")).to.equal(password);
        expect(KEY.replaceAll("$$", "")).not.to.include("$");
        expect(DOLLAR).to.equal("$$");
      }),
    );
  });
});
