import { join } from "node:path";
import { expect } from "chai";
import { compose } from "../../roles/compose/role.ts";
import { Failures } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import { Secret } from "../../src/model/secret.ts";
import { load, withFolder } from "../inventory/write-folder.ts";

/** Some stacks as a repository of the original role has them: jinja in values, a common image, side-cars, raw keys. */
const original = `
docker_dir: /opt/docker
apps:
  groups:
    Redlib:
      needs_configs_dir: false
      docker_settings:
        services:
          - name: redlib
            image: quay.io/redlib/redlib:latest
            ports: ["127.0.0.1:6464:8080"]
            environment:
              REDLIB_DEFAULT_THEME: "{{ 'dark' if server_prefix == 'eu' else 'light' }}"
              REDLIB_ROBOTS_DISABLE_INDEXING: "on"
    Nitter:
      needs_configs_dir: true
      needs_data_dir: true
      docker_settings:
        services:
          - name: nitter
            image: zedeus/nitter:latest
            ports: ["8387:8080"]
            mounts: ["{{ docker_dir }}/configs/nitter/nitter.conf:/src/nitter.conf:ro"]
            depends_on: [nitter-redis]
            extra_vars: { read_only: "true" }
          - name: nitter-redis
            image: redis:6-alpine
            restart_policy: always
            command: redis-server --save 60 1
            mounts: ["{{ docker_dir }}/data/nitter:/data"]
    Hyperpipe:
      docker_settings:
        common_image: codeberg.org/hyperpipe/hyperpipe:latest
        services:
          - { name: hyperpipe, ports: ["8843:80"], networks: [hp] }
          - name: hyperpipe-backend
            image: codeberg.org/hyperpipe/hyperpipe-backend:latest
            ports: ["3536:3000"]
            environment: { HYP_PROXY: "hyperpipe{{ '' if server_prefix == 'eu' else '.' ~ server_prefix }}.example.org" }
            networks: [hp]
    Website: {}
compose:
  apps: "{{ apps.groups }}"
  folder: "{{ docker_dir }}/compose"
  configs_dir: "{{ docker_dir }}/configs"
  data_dir: "{{ docker_dir }}/data"
  configs: configs
  verbatim: ["nitter/**/*.js"]
  rights: { "nitter/*.conf": { group: "991", mode: "0640" } }
  images: { nitter: newer }
`;

const files = {
  "configs/nitter/nitter.conf":
    "[Server]\nhostname = nitter.{{ server_prefix }}.example.org\nhmacKey = {{ hmac_key }}\napp = {{ app_name }}\n",
  "configs/nitter/public/js/a.js": "const x = {{ braces: 1 }};\n",
};

interface Shown {
  readonly folder: string;
  readonly images: string;
  readonly shape: {
    readonly files: readonly { readonly path: string; readonly mode: string; readonly group: string; readonly content: unknown }[];
  };
}

async function declared(prefix: string): Promise<readonly Resource[]> {
  return await withFolder(files, async (folder) => {
    const inventory = await load(
      { "hosts.yml": `all: { hosts: { eu: { server_prefix: ${prefix}, hmac_key: hunter2 } } }\n`, "group_vars/all.yml": original },
      { roleNames: ["compose"] },
    );
    const host = inventory.host("eu") ?? expect.fail("no host");
    const vars = compose.vars.parse(inventory.roleVars(host, "compose"));
    const wanted = compose.downloads?.({ host, inventory }) ?? [];
    expect(wanted).to.deep.equal([{ path: "configs", isFolder: true, where: inventory.whereIs(host, ["compose", "configs"]) }]);
    return compose.resources({ vars, host, inventory, downloads: new Map([["configs", join(folder, "configs")]]) });
  });
}

function shapeOf(made: readonly Resource[], name: string): Shown {
  return made.find(({ id }) => id === `composeStack:${name}`)?.want as Shown;
}

function composeOf(made: readonly Resource[], name: string): unknown {
  return shapeOf(made, name).shape.files[0]?.content;
}

describe("the role compose", () => {
  it("takes the variables of the original role as they are, with files that are filled in as it does", async () => {
    const made = await declared("us");
    expect(made.map(({ id }) => id)).to.deep.equal([
      "directory:/opt/docker/data",
      "directory:/opt/docker/data/nitter",
      "directory:/opt/docker/configs",
      "directory:/opt/docker/configs/nitter",
      "composeStack:redlib",
      "composeStack:nitter",
      "composeStack:hyperpipe",
    ]);
    const nitter = shapeOf(made, "nitter");
    expect(nitter).to.include({ folder: "/opt/docker/compose/nitter", images: "newer" });
    const [file, conf, script] = nitter.shape.files;
    expect(file?.path).to.equal("/opt/docker/compose/nitter/compose.yml");
    expect(file?.content)
      .to.match(/container_name: nitter-redis\n {4}restart: always/)
      .and.to.include("read_only: true");
    expect(conf).to.include({ path: "/opt/docker/configs/nitter/nitter.conf", mode: "0640", group: "991" });
    expect(conf?.content).to.equal("[Server]\nhostname = nitter.us.example.org\nhmacKey = hunter2\napp = nitter\n");
    expect(script).to.include({ path: "/opt/docker/configs/nitter/public/js/a.js", mode: "0644" });
    expect(script?.content).to.have.property("localPath");
  });

  it("fills in what differs from host to host", async () => {
    const [eu, us] = [await declared("eu"), await declared("us")];
    expect(composeOf(eu, "redlib")).to.include("REDLIB_DEFAULT_THEME: dark").and.to.include('REDLIB_ROBOTS_DISABLE_INDEXING: "on"');
    expect(composeOf(us, "redlib")).to.include("REDLIB_DEFAULT_THEME: light");
    expect(composeOf(eu, "hyperpipe"))
      .to.include("HYP_PROXY: hyperpipe.example.org")
      .and.to.include("image: codeberg.org/hyperpipe/hyperpipe:latest");
    expect(composeOf(us, "hyperpipe")).to.include("HYP_PROXY: hyperpipe.us.example.org");
  });

  it("keeps a file that a secret went into from others", async () => {
    const inventory = await load({ "hosts.yml": "all: { hosts: { eu: {} } }\n" }, { roleNames: ["compose"] });
    const host = inventory.host("eu") ?? expect.fail("no host");
    const rendering = { ...inventory, render: () => new Secret(["hmac_key"], "hunter2") };
    const app = { docker_settings: { services: [{ name: "web", image: "example.org/web:1" }] } };
    await withFolder({ "c/web/a.conf": "{{ hmac_key }}", "c/web/b/c.conf": "{{ hmac_key }}" }, (folder) => {
      const vars = compose.vars.parse({ apps: { web: app }, configs: "c" });
      const made = compose.resources({ vars, host, inventory: rendering, downloads: new Map([["c", join(folder, "c")]]) });
      const modes = shapeOf(made, "web").shape.files.map(({ path, mode }) => `${path} ${mode}`);
      expect(modes).to.deep.equal(["compose.yml 0644", "a.conf 0640", "b/c.conf 0640"].map((one) => `/opt/stacks/web/${one}`));
    });
  });

  it("has files of a stack by the Compose Specification go as they are, and refuses two of a name", async () => {
    const inventory = await load({ "hosts.yml": "all: { hosts: { eu: {} } }\n" }, { roleNames: ["compose"] });
    const host = inventory.host("eu") ?? expect.fail("no host");
    const stack = { services: { web: { image: "example.org/web:1" } } };
    await withFolder({ "c/web/a.conf": "{{ not_ours }}" }, (folder) => {
      const downloads = new Map([["c", join(folder, "c")]]);
      const made = compose.resources({ vars: compose.vars.parse({ stacks: { web: stack }, configs: "c" }), host, inventory, downloads });
      expect(shapeOf(made, "web").shape.files[1]?.content).to.have.property("localPath");
      const twice = compose.vars.parse({
        stacks: { web: stack },
        apps: { Web: { docker_settings: { services: [{ name: "xx", image: "example.org/y:1" }] } } },
      });
      expect(() => compose.resources({ vars: twice, host, inventory })).to.throw(Failures, /there is another stack "web"/);
    });
  });
});
