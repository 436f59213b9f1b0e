import { expect } from "chai";
import type { PathQuestion, PathState } from "../../src/facts/path-probe.ts";
import type { StackContainer, StackQuestion } from "../../src/facts/stack-containers.ts";
import { sha256 } from "../../src/model/blob.ts";
import type { Change } from "../../src/model/change.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { Secret } from "../../src/model/secret.ts";
import { composeStack } from "../../src/resources/compose-stack.ts";
import { askWith } from "../support/fake-ask.ts";

type Props = Parameters<typeof composeStack>[0];

const root = { owner: "root", uid: "0", group: "root", gid: "0", mode: "0644" };
const image = "example.org/web:1";

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly containers?: readonly Partial<StackContainer>[] | typeof missing;
  readonly images?: ReadonlyMap<string, string>;
  readonly folderMode?: string;
}

interface Planned {
  readonly changes: readonly Change[];
  readonly asked: StackQuestion | undefined;
}

async function planned(props: Props, { files = {}, containers = [], images = new Map(), folderMode }: World): Promise<Planned> {
  let asked: StackQuestion | undefined;
  const ask = askWith({
    "path-state": (question): PathState => {
      const { path, want } = question as PathQuestion;
      if (path === "/opt/stacks/shop" && folderMode !== undefined) return { ...root, type: "directory", mode: folderMode };
      const text = files[path];
      if (text === undefined) return { type: "absent" };
      const mode = text.startsWith("secret") ? "0600" : "0644";
      const digest = sha256(text);
      return { ...root, mode, type: "file", size: text.length, sha256: digest, content: digest === want ? undefined : Buffer.from(text) };
    },
    "stack-containers": (question) => {
      asked = question as StackQuestion;
      return containers === missing ? missing : { containers, images };
    },
  });
  return { changes: await composeStack(props).plan(ask), asked };
}

function container(service: string, digest: string, more: Partial<StackContainer> = {}): Partial<StackContainer> {
  return {
    project: "shop",
    service,
    name: `shop-${service}-1`,
    digest,
    status: "running",
    health: "",
    restart: "always",
    imageId: "1",
    ...more,
  };
}

/** What a first bring-up writes: by path its text, and by service its digest. */
async function brought(props: Props): Promise<{ readonly files: Record<string, string>; readonly digests: Record<string, string> }> {
  const { changes } = await planned(props, {});
  const texts = changes.flatMap(({ blobs }) => blobs.map(({ source }) => ("bytes" in source ? Buffer.from(source.bytes).toString() : "")));
  const [compose = "", ...others] = texts;
  const names = (props.files ?? []).map(({ path }) => `/opt/stacks/shop/${path}`);
  const digests = [...compose.matchAll(/^ {2}(\w+):\n(?: {4}.*\n)*? {6}geosteer.digest: (\w+)/gm)].map(([, name, digest]) => [
    name,
    digest,
  ]);
  const files = { "/opt/stacks/shop/compose.yml": compose, "/opt/stacks/shop/.files": others.at(-1) ?? "" };
  return {
    files: { ...files, ...Object.fromEntries(names.map((name, index) => [name, others[index] ?? ""])) },
    digests: Object.fromEntries(digests) as Record<string, string>,
  };
}

const shop: Props = {
  name: "shop",
  file: {
    services: {
      web: { image, volumes: ["./web.conf:/web.conf:ro"], healthcheck: { test: "true" }, depends_on: ["db"] },
      db: { image: "example.org/db:1" },
      tool: { image: "example.org/tool:1", profiles: ["tools"] },
    },
  },
  files: [{ path: "web.conf", content: "a\n" }],
};

describe("composeStack", () => {
  it("brings up what is not there, in the order of Compose, also before Docker is installed", async () => {
    for (const containers of [[], missing] as const) {
      const { changes, asked } = await planned(shop, { containers });
      expect(asked).to.deep.equal({ project: "shop", images: [] });
      expect(changes.map(({ title, timeoutMs }) => [title, timeoutMs])).to.deep.equal([["bring up stack shop", 1_020_000]]);
      expect(changes[0]?.diff?.fields).to.deep.equal(
        ["web", "db"].map((service) => ({ name: `service ${service}`, before: "none", after: "running" })),
      );
      const text = changes[0]?.commands.map((one) => one.text).join() ?? "";
      expect(text)
        .to.include("for image in example.org/web:1 example.org/db:1; do")
        .and.to.include("compose up -d --no-build --pull never &&");
      expect(text).to.include('web) timeout -k 1 10 docker exec "$2" /bin/sh -c true');
    }
  });

  it("has nothing to do when all is as declared, and runs", async () => {
    const { files, digests } = await brought(shop);
    expect(Object.keys(digests)).to.deep.equal(["web", "db", "tool"]);
    const containers = Object.entries(digests).map(([service, digest]) => container(service, digest));
    expect((await planned(shop, { files, containers: containers.slice(0, 2) })).changes).to.deep.equal([]);
    // What people started by hand, of a profile, is left alone.
    expect((await planned(shop, { files, containers })).changes).to.deep.equal([]);
  });

  it("makes anew a service whose mounted file changed, and no other", async () => {
    const { files, digests } = await brought(shop);
    const containers = ["web", "db"].map((service) => container(service, digests[service] ?? ""));
    const { changes } = await planned({ ...shop, files: [{ path: "web.conf", content: "b\n" }] }, { files, containers });
    expect(changes.map(({ title }) => title)).to.deep.equal(["bring up stack shop"]);
    expect(changes[0]?.diff?.fields).to.deep.equal([{ name: "service web", before: "of another definition", after: "running" }]);
    expect(changes[0]?.diff?.content?.after).to.include("── /opt/stacks/shop/web.conf\nb\n").and.not.to.include(".files");
    expect(changes[0]?.commands[0]?.text).to.include("--no-deps web &&");
  });

  it("writes files alone where no service is concerned, and removes those that left, not what was never listed", async () => {
    const { files, digests } = await brought(shop);
    const containers = ["web", "db"].map((service) => container(service, digests[service] ?? ""));
    const before = {
      ...files,
      "/opt/stacks/shop/.files": "../x\nold/a.conf\n/srv/b.conf\nweb.conf\n",
      "/opt/stacks/shop/web.conf": "edited\n",
    };
    const { changes } = await planned(shop, { files: before, containers });
    expect(changes.map(({ title }) => title)).to.deep.equal(["write the files of stack shop"]);
    expect(changes[0]?.diff?.note).to.equal("/opt/stacks/shop/old/a.conf: is removed\n/srv/b.conf: is removed");
  });

  it("keeps its folder to root, so that files for accounts of containers are safe in it", async () => {
    const { files, digests } = await brought(shop);
    const containers = ["web", "db"].map((service) => container(service, digests[service] ?? ""));
    expect((await planned(shop, { files, containers, folderMode: "0700" })).changes).to.deep.equal([]);
    const [change] = (await planned(shop, { files, containers, folderMode: "0755" })).changes;
    expect(change?.diff?.fields).to.deep.equal([{ name: "folder mode", before: "0755", after: "0700" }]);
    const open = { path: "key", mode: "0444", content: new Secret(["key"], "hunter2") };
    expect((await planned({ ...shop, files: [open] }, {})).changes[0]?.commands[0]?.text)
      .to.include("00700")
      .and.to.include("0444");
  });

  it("writes all files when a killed run left a journal", async () => {
    const { files, digests } = await brought(shop);
    const containers = ["web", "db"].map((service) => container(service, digests[service] ?? ""));
    const { changes } = await planned(shop, { files: { ...files, "/var/lib/infra/stacks/shop": "" }, containers });
    expect(changes[0]?.diff?.note).to.match(/^an interrupted run left it half written$/m);
    expect(changes[0]?.blobs).to.have.length(3);
  });

  it("starts what stopped, without its image, makes anew what is ill, and removes what left", async () => {
    const { files, digests } = await brought(shop);
    const containers = [
      container("web", digests["web"] ?? "", { status: "exited", exitCode: 1 }),
      container("db", digests["db"] ?? "", { health: "unhealthy" }),
      container("old", ""),
    ];
    const { changes } = await planned(shop, { files, containers });
    expect(changes[0]?.diff?.fields).to.deep.equal([
      { name: "service web", before: "exited (1)", after: "running" },
      { name: "service db", before: "unhealthy", after: "running" },
      { name: "service old", before: "running", after: "none" },
    ]);
    const text = changes[0]?.commands[0]?.text ?? "";
    expect(text).to.include("--no-deps web && compose up -d --no-build --pull never --no-deps --force-recreate db &&");
    expect(text).to.include("remove_containers old").and.to.include("for image in example.org/db:1; do");
  });

  it("keeps to newer images, where it is told to", async () => {
    const newer: Props = { ...shop, images: "newer" };
    const { files, digests } = await brought(newer);
    const containers = ["web", "db"].map((service) => container(service, digests[service] ?? ""));
    const { changes, asked } = await planned(newer, { files, containers, images: new Map([[image, "2"]]) });
    expect(asked?.images).to.deep.equal([image, "example.org/db:1"]);
    expect(changes[0]?.diff?.fields).to.deep.equal([{ name: "service web", before: "of an older image", after: "running" }]);
    expect(changes[0]?.commands[0]?.text).to.include(`for image in ${image}; do\n  docker pull`);
  });

  it("keeps a secret out of everybody's sight", async () => {
    const pass = new Secret(["db_password"], "hunter2");
    const { changes } = await planned({ name: "shop", file: { services: { web: { image, environment: { PASS: pass } } } } }, {});
    expect(JSON.stringify(changes.map(({ diff, title }) => [diff, title])))
      .to.include("«db_password»")
      .and.not.to.include("hunter2");
    expect(changes[0]?.commands[0]?.text).to.include("0600").and.not.to.include("hunter2");
    expect(changes[0]?.blobs[0]?.isSecret).to.equal(true);
  });

  it("takes down what shall not be, with the files that are listed", async () => {
    const gone: Props = { name: "shop", absent: true };
    for (const images of ["missing", "newer", "pinned"] as const)
      expect((await planned({ ...gone, images }, {})).changes).to.deep.equal([]);
    const [stopped] = (await planned(gone, { containers: [container("web", "")] })).changes;
    expect(stopped?.diff).to.deep.equal({ fields: [{ name: "shop-web-1", before: "running", after: "none" }], note: "Its volumes stay" });
    const [change] = (await planned(gone, { files: { "/opt/stacks/shop/.files": "web.conf\n" } })).changes;
    for (const file of ["web.conf", "compose.yml", ".files"]) expect(change?.commands[0]?.text).to.include(`/opt/stacks/shop/${file}`);
  });

  const mistakes: readonly { readonly props: Props; readonly told: readonly string[] }[] = [
    { props: { name: "shop" }, told: ["composeStack.file"] },
    { props: { ...shop, absent: true }, told: ["composeStack.file"] },
    {
      props: { name: "shop", file: { services: { web: { image, depends_on: ["none"] } } } },
      told: ["composeStack.file.services.web.depends_on.0"],
    },
    { props: { ...shop, images: "pinned" }, told: ["web", "db", "tool"].map((service) => `composeStack.file.services.${service}.image`) },
    { props: { ...shop, files: [{ path: "../x", content: "" }] }, told: ["composeStack.files.0.path"] },
    { props: { ...shop, files: [{ path: "compose.yml", content: "" }] }, told: ["composeStack.files.0.path"] },
    { props: { ...shop, files: ["a", "a"].map((path) => ({ path, content: "" })) }, told: ["composeStack.files"] },
    { props: { ...shop, files: [{ path: "/srv/a", mode: "0644", content: new Secret(["x"], "y") }] }, told: ["composeStack.files.0.mode"] },
  ];
  for (const { props, told } of mistakes) {
    it(`refuses ${told.join(", ")}`, () => {
      let failures: readonly string[] = [];
      try {
        composeStack(props);
      } catch (error) {
        failures = error instanceof Failures ? error.failures.map(({ where }) => where) : [String(error)];
      }
      expect(failures).to.deep.equal(told);
    });
  }

  it("takes pinned images", () => {
    const pinned = `example.org/web@sha256:${"0".repeat(64)}`;
    expect(composeStack({ name: "shop", file: { services: { web: { image: pinned } } }, images: "pinned" }).id).to.equal(
      "composeStack:shop",
    );
  });
});
