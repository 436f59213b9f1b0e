import { expect } from "chai";
import type { PathState } from "../../src/facts/path-probe.ts";
import { sha256 } from "../../src/model/blob.ts";
import type { Change } from "../../src/model/change.ts";
import { joinLines } from "../../src/model/content.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { fromHost } from "../../src/model/from-host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { service } from "../../src/resources/service.ts";
import { systemdUnit } from "../../src/resources/systemd-unit.ts";
import { sh } from "../../src/shell/sh.ts";
import { type Applied, applyTo } from "../support/apply-to.ts";
import { askWith } from "../support/fake-ask.ts";
import { FakeSystemdHost } from "../support/fake-systemd.ts";

const content = "[Service]\nExecStart=/usr/bin/web\n";
const rights = { owner: "root", group: "root", uid: "0", gid: "0", mode: "0644" };
const same: PathState = { ...rights, type: "file", size: 30, sha256: sha256(content), content: undefined };
const other: PathState = { ...same, sha256: sha256("old"), content: Buffer.from("old") };
const large: PathState = { ...other, size: 70_000, content: undefined };
const link: PathState = { ...rights, type: "symlink", target: "/dev/null" };
const absent: PathState = { type: "absent" };

const file = "/etc/systemd/system/web.service";
const dropIn = `${file}.d/limits.conf`;

interface Case {
  readonly title: string;
  readonly want: Omit<Parameters<typeof systemdUnit>[0], "name">;
  readonly seen: PathState | typeof missing;
  readonly changes: readonly string[];
  /** Words in the commands. */
  readonly runs?: readonly string[];
  readonly lacks?: string;
}

const cases: readonly Case[] = [
  { title: "is as declared", want: { content }, seen: same, changes: [] },
  {
    title: "is not there",
    want: { content },
    seen: absent,
    changes: [`write ${file}`],
    runs: ["systemd-analyze verify", "systemctl daemon-reload"],
    lacks: "make folder",
  },
  { title: "is not there on a host without tools", want: { content }, seen: missing, changes: [`write ${file}`] },
  { title: "differs", want: { content }, seen: other, changes: [`write ${file}`] },
  { title: "is masked", want: { content }, seen: link, changes: [`write ${file}`] },
  { title: "is not to be checked", want: { content, verify: false }, seen: other, changes: [`write ${file}`], lacks: "systemd-analyze" },
  { title: "has other rights", want: { content, mode: "0600" }, seen: same, changes: [`set rights of ${file}`], lacks: "daemon-reload" },
  {
    title: "is a drop-in",
    want: { content, dropIn: "limits" },
    seen: absent,
    changes: [`write ${dropIn}`],
    runs: [`make folder ${file}.d`, ".d/limits.conf"],
  },
  {
    title: "must not be there",
    want: { absent: true },
    seen: same,
    changes: [`remove ${file}`],
    runs: ["systemctl disable -- web.service", "systemctl stop -- web.service", "daemon-reload"],
  },
  { title: "must not be masked", want: { absent: true }, seen: link, changes: [`remove ${file}`], lacks: "disable" },
  {
    title: "is a drop-in that must not be there",
    want: { absent: true, dropIn: "limits" },
    seen: same,
    changes: [`remove ${dropIn}`],
    runs: ["rmdir", "daemon-reload"],
    lacks: "disable",
  },
  { title: "must not be there and is not", want: { absent: true }, seen: absent, changes: [] },
];

async function plan(want: Case["want"], seen: Case["seen"]): Promise<readonly Change[]> {
  return await systemdUnit({ name: "web", ...want }).plan(askWith({ "path-state": () => seen, codename: () => "trixie" }));
}

describe("systemdUnit", () => {
  for (const { title, want, seen, changes, runs = [], lacks = "\0" } of cases) {
    it(`plans ${changes.join(", ") || "nothing"} for a unit file that ${title}`, async () => {
      const planned = await plan(want, seen);
      expect(planned.map((change) => change.title)).to.deep.equal(changes);
      const text = planned.flatMap(({ commands }) => commands.map((command) => command.text)).join("\n");
      for (const words of runs) expect(text).to.include(words);
      expect(text).to.not.include(lacks);
    });
  }

  it("shows the content's difference, where it is small", async () => {
    expect((await plan({ content }, other))[0]?.diff).to.deep.equal({ content: { before: "old", after: content } });
    expect((await plan({ content }, large))[0]?.diff).to.have.property("note");
    expect((await plan({ content, mode: "0600" }, same))[0]?.diff).to.deep.equal({
      fields: [{ name: "mode", before: "0644", after: "0600" }],
    });
  });

  it("takes content that the host fills in", async () => {
    const codename = { name: "codename", script: () => sh``, parse: () => ["trixie"] };
    const [change] = await plan({ content: fromHost(codename, "", (name) => `[Unit]\nDescription=${name}\n`) }, absent);
    expect(change?.diff?.content?.after).to.equal("[Unit]\nDescription=trixie\n");
  });

  it("has an id of its own for each file", () => {
    expect(systemdUnit({ name: "web@.service", content }).id).to.equal("systemdUnit:web@.service");
    expect(systemdUnit({ name: "web.timer", dropIn: "late", content }).id).to.equal("systemdUnit:web.timer.d/late.conf");
  });

  it("refuses names that systemd would, and content where none can be", () => {
    const wrong = [
      { dropIn: "a/b", content },
      { dropIn: ".x", content },
      { dropIn: "x.conf", content },
      { content, absent: true },
      {},
      { content, mode: "rw" },
    ];
    for (const want of wrong) expect(() => systemdUnit({ name: "web", ...want }), JSON.stringify(want)).to.throw(Failures);
    for (const name of ["a b", "a/b.service", "", "@x", "a@b@c d"]) expect(() => systemdUnit({ name, content }), name).to.throw(Failures);
  });
});

describe("systemdUnit, through the engine", () => {
  let eu: FakeSystemdHost;
  beforeEach(async () => {
    eu = await new FakeSystemdHost("eu").up();
    eu.unit("web.service", { LoadState: "loaded", ActiveState: "active" });
  });
  afterEach(() => {
    eu.down();
  });

  /** Applies twice: the second time there is nothing to do. Returns the first. */
  async function settle(...resources: readonly Resource[]): Promise<Applied> {
    const first = await applyTo(eu, resources);
    const orders = eu.orders();
    const second = await applyTo(eu, resources);
    expect(second.summary).to.include({ changed: 0, failed: 0, exchanges: 1 });
    expect(eu.orders()).to.deep.equal([]);
    return { ...first, planned: first.planned.map((change) => ({ ...change, title: `${change.title}: ${orders.join(", ")}` })) };
  }

  it("puts a unit file in place once systemd accepts it, reads it, and has its service restarted", async () => {
    const unit = systemdUnit({ name: "web", content, mode: "0640" });
    const { planned } = await settle(unit, service({ unit: "web", restartOn: [unit] }));
    expect(planned.at(-1)?.title).to.equal("restart web.service: daemon-reload, restart web.service");
    expect(eu.sh(`stat -c %a ${file}; cat ${file}`)).to.equal(`640\n${content}`);
  });

  it("lets no unit go live that systemd refuses", async () => {
    await settle(systemdUnit({ name: "web", content }));
    const { failures } = await applyTo(eu, [systemdUnit({ name: "web", content: "refuse me\n" })]);
    expect(failures.map(({ code, output }) => [code, output?.includes("refuse me")])).to.deep.equal([["VALIDATION_FAILED", true]]);
    expect(eu.sh(`cat ${file}; ls -A /etc/systemd/system`))
      .to.match(/ExecStart=\/usr\/bin\/web/)
      .and.not.match(/infra-/);
  });

  it("does not ask systemd for what may come later in the run: programs and required units", async () => {
    const lines = [
      { written: "ExecStart=/usr/bin/web a", shown: "ExecStart=-/usr/bin/web a" },
      { written: "ExecStop = +/usr/bin/b", shown: "ExecStop = -+/usr/bin/b" },
      { written: "ExecStart=", shown: "ExecStart=" },
      { written: "ExecReload=@-/bin/a b", shown: "ExecReload=@-/bin/a b" },
      { written: "ExecSearchPath=/a", shown: "ExecSearchPath=/a" },
      { written: "Requires=a.service", shown: "Wants=a.service" },
      { written: "BindsTo=b.service", shown: "Wants=b.service" },
      { written: "After=c.service", shown: "After=c.service" },
    ];
    await settle(systemdUnit({ name: "web", content: joinLines(lines.map(({ written }) => written)) }));
    expect(eu.sh("cat /tmp/verified")).to.equal(joinLines(lines.map(({ shown }) => shown)));
  });

  it("checks a drop-in where its unit is known, and writes it where it is not", async () => {
    const { planned } = await settle(systemdUnit({ name: "web", dropIn: "limits", content: "[Service]\nLimitNOFILE=5\n" }));
    expect(planned.map(({ title }) => title)).to.deep.equal([`write ${dropIn}: daemon-reload`]);
    expect(eu.sh("cat /tmp/verified")).to.include("LimitNOFILE");
    const refused = await applyTo(eu, [systemdUnit({ name: "web", dropIn: "limits", content: "refuse me\n" })]);
    expect(refused.failures[0]).to.include({ code: "VALIDATION_FAILED" });
    await settle(systemdUnit({ name: "later", dropIn: "limits", content: "refuse me\n" }));
    await settle(systemdUnit({ name: "web", dropIn: "limits", absent: true }));
    expect(eu.sh("ls -A /etc/systemd/system")).to.not.include("web.service.d");
  });

  it("stops and disables what it removes, all instances of a template, and what a package has too not at all", async () => {
    const { planned } = await settle(systemdUnit({ name: "web", content }), systemdUnit({ name: "x@.service", content }));
    expect(planned).to.have.length(2);
    const gone = await settle(systemdUnit({ name: "web", absent: true }), systemdUnit({ name: "x@.service", absent: true }));
    expect(gone.planned.at(-1)?.title).to.include(
      "disable web.service, stop web.service, daemon-reload, disable x@.service, stop x@*.service, daemon-reload",
    );
    eu.sh("mount -t tmpfs none /usr/lib/systemd/system && touch /usr/lib/systemd/system/web.service");
    await settle(systemdUnit({ name: "web", content }));
    const kept = await settle(systemdUnit({ name: "web", absent: true }));
    expect(kept.planned[0]?.title).to.equal(`remove ${file}: daemon-reload`);
  });
});
