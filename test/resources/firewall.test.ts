import { expect } from "chai";
import type { FirewallState } from "../../src/facts/firewall-state.ts";
import type { PathQuestion, PathState } from "../../src/facts/path-probe.ts";
import type { SshConnection } from "../../src/facts/ssh-connection.ts";
import { blob, sha256 } from "../../src/model/blob.ts";
import type { Change } from "../../src/model/change.ts";
import { type Missing, missing } from "../../src/model/fact.ts";
import { firewall } from "../../src/resources/firewall.ts";
import { askWith } from "../support/fake-ask.ts";
import { rejection } from "../support/rejection.ts";

const want: Parameters<typeof firewall>[0] = { interfaces: ["tailscale0"], ports: [{ port: 22, from: ["192.0.2.0/24"] }, { port: 443 }] };
const rights = { owner: "root", uid: "0", group: "root", gid: "0", mode: "0644" };
const way: SshConnection = { clientAddress: "192.0.2.7", serverAddress: "192.0.2.1", serverPort: 22, interface: "eth0" };
const absent: PathState = { type: "absent" };

interface Seen {
  readonly file: PathState;
  readonly rules: FirewallState | Missing;
  readonly way: SshConnection | Missing;
}

async function plan(props: Parameters<typeof firewall>[0], seen: Partial<Seen> = {}): Promise<readonly Change[]> {
  const answers = {
    "path-state": () => seen.file ?? absent,
    "firewall-state": () => seen.rules ?? { type: "none" },
    "ssh-connection": () => seen.way ?? way,
  };
  return await firewall(props).plan(askWith(answers));
}

describe("firewall", () => {
  let text: string;
  let same: PathState;
  before(async () => {
    const [change] = await plan(want);
    text = change?.diff?.content?.after ?? "";
    same = { ...rights, type: "file", size: text.length, sha256: sha256(text), content: undefined };
  });

  it("loads its rules where there are none, and has them taken back unless that is confirmed", async () => {
    const [change, ...more] = await plan(want, { rules: missing });
    expect(more).to.deep.equal([]);
    expect(change).to.deep.include({ title: "load the firewall", blobs: [blob(text)] });
    expect(change?.diff).to.deep.equal({ content: { before: undefined, after: text }, note: "no rules are in force" });
    expect(text).to.include('ip saddr { 192.0.2.0/24 } tcp dport 22 counter name "port_22_tcp" accept');
    const commands = change?.commands.map((command) => command.text).join("\n") ?? "";
    expect(commands.indexOf("nft --check"))
      .to.be.greaterThan(commands.indexOf('"$undo"/table'))
      .and.lessThan(commands.indexOf("aim /etc/infra/firewall.nft"));
    expect(change?.confirm?.undo.map((command) => command.text).join("\n")).to.match(/nft --file -[^]*\/etc\/infra\/firewall\.nft/);
    expect(change?.confirm).to.not.have.property("port");
  });

  it("has nothing to do when the file and the rules in force are as declared", async () => {
    expect(await plan(want, { file: same, rules: { type: "as-loaded" } })).to.deep.equal([]);
  });

  it("loads them where they are kept and not in force", async () => {
    expect((await plan(want, { file: same }))[0]?.diff).to.deep.equal({ note: "no rules are in force" });
  });

  it("puts back what somebody changed by nft, and shows it", async () => {
    const [change] = await plan(want, { file: same, rules: { type: "changed", live: "other", loaded: "ours" } });
    expect(change?.diff).to.deep.equal({ content: { before: "other", after: "ours" } });
  });

  it("replaces a table that it did not load", async () => {
    const [change] = await plan(want, { file: same, rules: { type: "changed", live: "other", loaded: "" } });
    expect(change?.diff).to.deep.equal({ note: "the rules in force are not those that were loaded last" });
  });

  it("replaces a file with other content or rights", async () => {
    const content = Buffer.from("old\n");
    const other: PathState = { ...rights, type: "file", size: 4, sha256: sha256("old\n"), content };
    const rules = { type: "as-loaded" } as const;
    expect((await plan(want, { file: other, rules }))[0]?.diff).to.deep.equal({ content: { before: "old\n", after: text } });
    const large: PathState = { ...other, size: 99_999, content: undefined };
    expect((await plan(want, { file: large, rules }))[0]?.diff).to.deep.equal({ note: `99999 bytes → ${text.length} bytes` });
    expect(
      await plan(want, { file: { ...rights, type: "file", size: 1, sha256: sha256(text), content, mode: "0666" }, rules }),
    ).to.have.length(1);
  });

  it("asks for the file by the digest that it shall have", async () => {
    const asked: unknown[] = [];
    const ask = askWith({
      "path-state": (question) => (asked.push((question as PathQuestion).want), absent),
      "firewall-state": () => missing,
      "ssh-connection": () => missing,
    });
    await firewall(want).plan(ask);
    await firewall({ absent: true }).plan(ask);
    expect(asked).to.deep.equal([sha256(text), "rights"]);
  });

  it("is removed, file and table", async () => {
    expect(await plan({ absent: true })).to.deep.equal([]);
    const [change] = await plan({ absent: true }, { file: same, rules: { type: "as-loaded" } });
    expect(change?.title).to.equal("remove the firewall");
    expect(change?.confirm?.undo).to.have.length(2);
    expect(await plan({ absent: true }, { rules: { type: "as-loaded" } })).to.have.length(1);
    expect(await plan({ absent: true }, { file: same })).to.have.length(1);
  });

  const lockedOut: readonly { title: string; props: Parameters<typeof firewall>[0]; way: Partial<SshConnection>; words: string }[] = [
    { title: "from another address", props: want, way: { clientAddress: "198.51.100.7" }, words: "198.51.100.7 (eth0) in to port 22" },
    { title: "to another port", props: want, way: { serverPort: 222 }, words: "192.0.2.7 (eth0) in to port 222" },
    { title: "to a wanted port of sshd", props: { ...want, sshPorts: [22, 222] }, way: {}, words: "in to port 222" },
    { title: "where no interface is known", props: { interfaces: ["eth0"] }, way: { interface: undefined }, words: "unknown interface" },
    { title: "at all", props: {}, way: {}, words: "in to port 22" },
  ];
  for (const { title, props, way: changes, words } of lockedOut) {
    it(`is refused where it would not let the controller in ${title}`, async () => {
      const failure = await rejection(plan(props, { way: { ...way, ...changes } }));
      expect(failure).to.include({ code: "LOCK_OUT" });
      expect(failure.message).to.include(words);
    });
  }

  for (const [title, props, seen] of [
    ["by the tailnet", want, { way: { ...way, interface: "tailscale0", clientAddress: "198.51.100.7" } }],
    ["without SSH", {}, { way: missing }],
    ["by a wanted port of sshd", { ports: [{ port: 22 }, { port: 222 }], sshPorts: [222] }, {}],
    ["from now on by a wanted port of sshd, and came by another", { ports: [{ port: 222 }], sshPorts: [222] }, {}],
  ] as const) {
    it(`is not refused where the controller comes ${title}`, async () => {
      expect(await plan(props as Parameters<typeof firewall>[0], seen)).to.have.length(1);
    });
  }

  for (const [title, props, words] of [
    ["port 0", { ports: [{ port: 0 }] }, "must be a port"],
    ["a range backwards", { ports: [{ port: "20-10" }] }, "must be a port"],
    ["a range from 0", { ports: [{ port: "0-10" }] }, "must be a port"],
    ["a range that ends nowhere", { ports: [{ port: "10-70000" }] }, "must be a port"],
    ["a word for a port", { ports: [{ port: "ssh" }] }, "must be a port"],
    ["a source that is no address", { ports: [{ port: 22, from: ["office"] }] }, "must be an address or a range"],
    ["a comment that ends early", { ports: [{ port: 22, comment: 'a" accept' }] }, "must be one line"],
    ["an interface that ends early", { interfaces: ['eth0" accept'] }, "must be an interface's name"],
    ["a rule of two lines", { rules: ["a\nb"] }, "must be one line"],
  ] as const) {
    it(`refuses ${title}`, () => {
      expect(() => firewall(props as unknown as Parameters<typeof firewall>[0])).to.throw(words);
    });
  }
});
