import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import type { Change } from "../../src/model/change.ts";
import { fromHost } from "../../src/model/from-host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { Secret } from "../../src/model/secret.ts";
import { block } from "../../src/resources/block.ts";
import { config } from "../../src/resources/config.ts";
import { file } from "../../src/resources/file.ts";
import { line } from "../../src/resources/line.ts";
import { systemdUnit } from "../../src/resources/systemd-unit.ts";
import { user } from "../../src/resources/user.ts";
import { askWith } from "../support/fake-ask.ts";
import { convergeOn, type LocalHost, localHost, planOn } from "../support/local-host.ts";

const VALUE = "key=correct horse";
const secret = new Secret(["app.key"], VALUE);
const OLD = "key=old horse\n";
const seen = { type: "file", owner: "root", uid: "0", group: "root", gid: "0", mode: "0600", size: 14, sha256: "x", text: OLD } as const;
const answers = {
  "path-state": () => ({ ...seen, content: undefined }),
  "file-text": () => seen,
  account: () => ({ groups: [], password: "other", home: "/x", shell: "", group: "ann", comment: "", uid: 1, homeExists: true }),
  codename: () => "trixie",
};
const codename = { name: "codename", script: () => ({ text: "" }), parse: () => [] };
const path = "/etc/app.conf";
const HASH = "$y$j9T$correct$horse";

const declared: readonly { readonly title: string; readonly resource: Resource; readonly note: string }[] = [
  { title: "a file", resource: file({ path, content: secret }), note: "other content → content with «app.key»" },
  {
    title: "a file that the host has a part in",
    resource: file({ path, content: fromHost(codename, "", () => secret), mode: "0640" }),
    note: "other content → content with «app.key»",
  },
  {
    title: "a configuration",
    resource: config({ name: "app", files: [{ path, content: secret }], validate: ["true"] }),
    note: "an interrupted run left it half written\n/etc/app.conf: other content → content with «app.key»",
  },
  { title: "a unit", resource: systemdUnit({ name: "app", content: secret }), note: "other content → content with «app.key»" },
  { title: "a block", resource: block({ path, name: "app", content: secret }), note: "lines with «app.key»" },
  { title: "a line", resource: line({ path, line: secret, match: "^key=" }), note: "lines with «app.key»" },
  { title: "a password's hash", resource: user({ name: "ann", passwordHash: new Secret(["users.ann"], HASH) }), note: "" },
];

describe("a secret in a resource", () => {
  for (const { title, resource, note } of declared) {
    it(`shows nothing of itself or of what it replaces, and travels beside the commands: ${title}`, async () => {
      const changes = await resource.plan(askWith(answers));
      expect(changes.map(({ diff }) => diff?.note ?? "")).to.deep.equal([note]);
      expect(inspect(changes, { depth: 9 }) + JSON.stringify(changes) + resource.id + resource.title).to.not.match(/horse/);
      expect(changes.flatMap(({ blobs }) => blobs.map(({ isSecret }) => isSecret))).to.deep.equal([true]);
    });
  }

  it("shows nothing of a block that goes from a file that others cannot read", async () => {
    const there = { ...seen, text: `# BEGIN infra app\n${OLD}# END infra app\n` };
    const remove = block({ path, name: "app", absent: true });
    const notes = async (mode: string): Promise<Change["diff"]> =>
      (await remove.plan(askWith({ "file-text": () => ({ ...there, mode }) })))[0]?.diff;
    expect(await notes("0640")).to.deep.equal({ note: "lines with «what was there»" });
    expect(await notes("0644")).to.deep.equal({ content: { before: there.text, after: "" } });
  });

  for (const [title, declare, words] of [
    [
      "a file that others may read",
      () => file({ path, content: secret, mode: "0644" }),
      'mode: must keep others from reading the secret in `content`: "0600"',
    ],
    [
      "a part of a configuration that others may read",
      () => config({ name: "a", files: [{ path, content: secret, mode: "604" }], validate: ["a"] }),
      "files.0.mode: must keep others",
    ],
    ["a unit that others may read", () => systemdUnit({ name: "a", content: secret, mode: "0644" }), "mode: must keep others"],
    ["a line that could only be named by itself", () => line({ path, line: secret }), "match: must be there for a `line` that is a secret"],
    ["a line that its expression does not fit", () => line({ path, line: secret, match: "^password" }), "match: must fit `line` too"],
    [
      "a line of two lines",
      () => line({ path, line: new Secret(["k"], "horse\nhorse"), match: "h" }),
      "line: must be one line that is not empty; got «k»",
    ],
    [
      "a hash that is none",
      () => user({ name: "ann", passwordHash: new Secret(["k"], "horse") }),
      "must be a password's hash by crypt(5), such as `mkpasswd` prints: $y$…; got «k»",
    ],
    [
      "a plain hash that is none",
      () => user({ name: "ann", passwordHash: "horse" }),
      "passwordHash: must be a password's hash by crypt(5), such as `mkpasswd` prints: $y$…; got a string, not shown",
    ],
  ] as const) {
    it(`refuses ${title}, and does not show it`, () => {
      expect(declare).to.throw(words).with.property("message").that.does.not.match(/horse/);
    });
  }

  for (const [title, resource] of [
    ["content that turned out to be one", file({ path, content: fromHost(codename, "", () => secret) })],
    ["a part of a configuration", config({ name: "a", files: [{ path, content: fromHost(codename, "", () => secret) }], validate: ["a"] })],
    ["a unit", systemdUnit({ name: "a", content: fromHost(codename, "", () => secret) })],
    ["a block", block({ path, name: "app", content: secret })],
    ["a line", line({ path, line: secret, match: "^key=" })],
  ] as const) {
    it(`is not put where others may read it: ${title}`, async () => {
      const open = { ...answers, "file-text": () => ({ ...seen, mode: "0644" }) };
      const failure: unknown = await resource.plan(askWith(open)).catch((error: unknown) => error);
      expect(failure).to.include({
        code: "RESOURCE_INVALID",
        hint: 'Give it the mode "0600", or "0640" with a group for those who need it',
      });
      expect(String(failure)).to.contain("others may read the file, and the content holds «app.key»");
    });
  }
});

describe("a secret on a host", () => {
  let host: LocalHost;
  beforeEach(() => (host = localHost()));
  afterEach(() => host.remove());

  it("lies in a file of root's alone, and rotates", async () => {
    const there = join(host.folder, "app.conf");
    expect((await convergeOn(host, file({ path: there, content: secret }))).left).to.deep.equal([]);
    expect([readFileSync(there, "utf8"), statSync(there).mode & 0o777]).to.deep.equal([VALUE, 0o600]);
    const rotated = file({ path: there, content: new Secret(["app.key"], "key=new") });
    expect((await planOn(host, rotated)).map(({ diff }) => diff?.note)).to.deep.equal(["other content → content with «app.key»"]);
    expect((await convergeOn(host, rotated)).left).to.deep.equal([]);
  });

  it("makes a file of root's alone for its line, and its block", async () => {
    const there = join(host.folder, "app.conf");
    const own = line({ path: there, line: secret, match: "^key=", create: true });
    expect((await convergeOn(host, own)).left).to.deep.equal([]);
    expect([readFileSync(there, "utf8"), statSync(there).mode & 0o777]).to.deep.equal([`${VALUE}\n`, 0o600]);
    expect((await convergeOn(host, block({ path: there, name: "b", content: secret }))).left).to.deep.equal([]);
    expect(readFileSync(there, "utf8")).to.equal(`${VALUE}\n# BEGIN infra b\n${VALUE}\n# END infra b\n`);
  });

  it("replaces its old line, wherever that came from", async () => {
    const there = join(host.folder, "app.conf");
    writeFileSync(there, `a\n${OLD}b\n`);
    chmodSync(there, 0o640);
    expect((await convergeOn(host, line({ path: there, line: secret, match: "^key=" }))).left).to.deep.equal([]);
    expect([readFileSync(there, "utf8"), statSync(there).mode & 0o777]).to.deep.equal([`a\n${VALUE}\nb\n`, 0o640]);
  });
});
