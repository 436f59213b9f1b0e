import { expect } from "chai";
import type { Account } from "../../src/facts/account.ts";
import type { Change } from "../../src/model/change.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { user } from "../../src/resources/user.ts";
import { askWith } from "../support/fake-ask.ts";

const HASH = "$y$j9T$abc$def.hij";
const seen: Account = {
  uid: 1001,
  group: "ann",
  groups: ["sudo", "games"],
  comment: "Ann",
  home: "/home/ann",
  shell: "/bin/sh",
  homeExists: true,
  password: "locked",
};

interface Case {
  readonly title: string;
  readonly want: Omit<Parameters<typeof user>[0], "name">;
  readonly seen: Account | undefined | typeof missing;
  readonly changes: readonly string[];
  /** Words in the commands. */
  readonly runs?: string;
}

const add = "add user ann";
const cases: readonly Case[] = [
  {
    title: "is as declared",
    want: { uid: 1001, group: "ann", groups: ["games"], comment: "Ann", home: "/home/ann", shell: "/bin/sh" },
    seen,
    changes: [],
  },
  { title: "is there", want: {}, seen, changes: [] },
  { title: "has its own hash", want: { passwordHash: HASH }, seen: { ...seen, password: "same" }, changes: [] },
  {
    title: "is not there",
    want: {},
    seen: undefined,
    changes: [add],
    runs: "getent passwd -- ann >/dev/null || useradd $(getent group -- ann",
  },
  {
    title: "is not there on a host without tools",
    want: {},
    seen: missing,
    changes: [add],
    runs: "--create-home --key 'HOME_MODE=0700' -- ann",
  },
  {
    title: "is new with everything",
    want: {
      uid: 7,
      group: "ops",
      groups: ["sudo", "games"],
      comment: "Ann B",
      home: "/srv/a b",
      shell: "/bin/bash",
      system: true,
      passwordHash: HASH,
    },
    seen: undefined,
    changes: [add],
    runs: "useradd --gid ops --uid 7 --groups sudo,games --shell /bin/bash --home-dir '/srv/a b' --comment 'Ann B' --system --no-create-home -- ann\nchpasswd --encrypted <",
  },
  {
    title: "is a system user with a home",
    want: { system: true, createHome: true },
    seen: undefined,
    changes: [add],
    runs: "--system --create-home",
  },
  { title: "has another number", want: { uid: 7 }, seen, changes: ["change user ann: uid"], runs: "usermod --uid 7 -- ann" },
  {
    title: "has another shell",
    want: { shell: "/bin/bash" },
    seen,
    changes: ["change user ann: shell"],
    runs: "usermod --shell /bin/bash -- ann",
  },
  {
    title: "has another primary group",
    want: { group: "ops" },
    seen,
    changes: ["change user ann: group"],
    runs: "usermod --gid ops -- ann",
  },
  {
    title: "lacks a group",
    want: { groups: ["sudo", "docker"] },
    seen,
    changes: ["change user ann: groups"],
    runs: "usermod --append --groups docker -- ann",
  },
  { title: "has a primary group among the others", want: { groups: ["ann"] }, seen, changes: [] },
  {
    title: "is in too many groups",
    want: { groups: ["sudo"], appendGroups: false },
    seen,
    changes: ["change user ann: groups"],
    runs: "usermod --groups sudo -- ann",
  },
  {
    title: "is to be in no group",
    want: { appendGroups: false },
    seen,
    changes: ["change user ann: groups"],
    runs: "usermod --groups '' -- ann",
  },
  {
    title: "has another home",
    want: { home: "/srv/ann", comment: "" },
    seen,
    changes: ["change user ann: home, comment"],
    runs: "usermod --home /srv/ann --comment '' -- ann\nmkhomedir_helper ann 0077",
  },
  {
    title: "lacks its home",
    want: {},
    seen: { ...seen, homeExists: false },
    changes: ["change user ann: home folder"],
    runs: "mkhomedir_helper ann 0077",
  },
  { title: "needs no home", want: { createHome: false }, seen: { ...seen, homeExists: false }, changes: [] },
  { title: "is a system user without a home", want: { system: true }, seen: { ...seen, homeExists: false }, changes: [] },
  {
    title: "has another password",
    want: { passwordHash: HASH },
    seen: { ...seen, password: "other" },
    changes: ["change user ann: password"],
    runs: "chpasswd --encrypted <",
  },
  {
    title: "must not be there",
    want: { absent: true },
    seen,
    changes: ["remove user ann"],
    runs: "! getent passwd -- ann >/dev/null || userdel -- ann",
  },
  {
    title: "must not be there, nor its home",
    want: { absent: true, removeHome: true },
    seen,
    changes: ["remove user ann"],
    runs: "userdel --remove -- ann",
  },
  { title: "must not be there and is not", want: { absent: true }, seen: undefined, changes: [] },
];

async function plan(want: Case["want"], found: Case["seen"]): Promise<readonly Change[]> {
  return await user({ name: "ann", ...want }).plan(askWith({ account: () => found }));
}

describe("user", () => {
  for (const { title, want, seen: found, changes, runs = "" } of cases) {
    it(`plans ${changes.join(", ") || "nothing"} for a user who ${title}`, async () => {
      const planned = await plan(want, found);
      expect(planned.map((change) => change.title)).to.deep.equal(changes);
      expect(planned.flatMap(({ commands }) => commands.map(({ text }) => text)).join("\n")).to.include(runs);
    });
  }

  it("shows what differs, but of a password only that it does", async () => {
    const [change] = await plan({ groups: ["docker"], appendGroups: false, passwordHash: HASH }, { ...seen, homeExists: false });
    expect(change?.diff?.fields).to.deep.equal([
      { name: "groups", before: "sudo,games", after: "docker" },
      { name: "password", before: "locked", after: "as declared" },
      { name: "home folder", before: "missing", after: "made" },
    ]);
  });

  it("keeps a password's hash out of every command, title and diff", async () => {
    for (const found of [undefined, seen]) {
      const [change] = await plan({ passwordHash: HASH }, found);
      const { blobs, ...rest } = change ?? { blobs: [] };
      expect(JSON.stringify(rest)).to.not.include("def.hij");
      expect(blobs.map(({ source }) => "secret" in source && source.secret.reveal())).to.deep.equal([`ann:${HASH}\n`]);
    }
  });

  it("asks for a digest of the wanted hash only", async () => {
    const asked: unknown[] = [];
    await user({ name: "ann", passwordHash: HASH }).plan(askWith({ account: (arg) => asked.push(arg) && undefined }));
    expect(JSON.stringify(asked)).to.match(/^\[\{"name":"ann","passwordSha256":"[0-9a-f]{64}"\}\]$/);
  });

  it("refuses what passwd(5) and crypt(5) cannot hold", () => {
    const wrong = [
      { home: "home" },
      { home: "/a:b" },
      { shell: "bash" },
      { comment: "a:b" },
      { comment: "a\nb" },
      { passwordHash: "secret" },
      { group: "ops", groups: ["ops"] },
    ];
    for (const want of wrong) expect(() => user({ name: "ann", ...want }), JSON.stringify(want)).to.throw(Failures);
    for (const name of ["", "-a", "0", "a b", "a/b", "ä", ".", "a\n"]) expect(() => user({ name }), name).to.throw(Failures);
  });
});
