import { expect } from "chai";
import type { z } from "zod";
import type { PackageState } from "../../src/facts/package-state.ts";
import { osRelease } from "../../src/facts/os-release.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { fromHost } from "../../src/model/from-host.ts";
import { aptPackages } from "../../src/resources/apt-packages.ts";
import { askWith } from "../support/fake-ask.ts";
import { rejection } from "../support/rejection.ts";

type Want = Omit<z.input<typeof aptPackages.props>, "name">;

const absent: PackageState = { state: "absent", held: false };

const HOST: Readonly<Record<string, PackageState>> = {
  tmux: installed("3.5a-3"),
  knot: installed("3.4.6-1"),
  libpcre: { state: "installed", version: "8", automatic: true, held: false },
  frozen: { state: "installed", version: "3.2.6-1", automatic: true, held: true },
  unwanted: { state: "absent", held: true },
  half: { state: "interrupted", held: false },
  "mail-transport-agent": { state: "provided", by: "postfix" },
};

const ask = askWith({
  "package-state": (name) => HOST[String(name)] ?? absent,
  "os-release": () => ({ id: "debian", codename: "trixie", versionId: "13" }),
});

describe("aptPackages", () => {
  const cases: { title: string; want: Want; changes: readonly (readonly [title: string, ...fields: string[]])[] }[] = [
    { title: "does nothing for what is installed", want: { packages: ["tmux", { name: "knot" }, "mail-transport-agent"] }, changes: [] },
    { title: "does nothing for what is absent or only provided", want: { absent: ["nano", "mail-transport-agent"] }, changes: [] },
    {
      title: "installs and removes in one transaction",
      want: { packages: ["htop", "tmux", "half"], absent: ["knot", "nano"] },
      changes: [["install htop, half; remove knot", "htop: absent → installed", "half: interrupted → installed", "knot: 3.4.6-1 → absent"]],
    },
    { title: "only removes", want: { absent: ["half"] }, changes: [["remove half", "half: interrupted → absent"]] },
    { title: "takes a version that fits whole", want: { packages: [{ name: "knot", version: "3.4.6-1" }] }, changes: [] },
    { title: "takes a version that fits in its beginning", want: { packages: [{ name: "knot", version: "3.4.*" }] }, changes: [] },
    {
      title: "changes a version that does not fit: a dot is a dot, as for apt",
      want: {
        packages: [
          { name: "knot", version: "3.4" },
          { name: "tmux", version: "3.4.*" },
        ],
      },
      changes: [["install knot=3.4, tmux=3.4.*", "knot: 3.4.6-1 → 3.4", "tmux: 3.5a-3 → 3.4.*"]],
    },
    {
      title: "installs the real package where a version is said",
      want: { packages: [{ name: "mail-transport-agent", version: "1" }] },
      changes: [["install mail-transport-agent=1", "mail-transport-agent: provided by postfix → 1"]],
    },
    {
      title: "takes a suite that the host knows",
      want: { packages: [{ name: "htop", fromSuite: fromHost(osRelease, "", ({ codename }) => `${codename}-backports`) }] },
      changes: [["install htop/trixie-backports", "htop: absent → installed, from trixie-backports"]],
    },
    {
      title: "does not ask where an installed package came from",
      want: { packages: [{ name: "tmux", fromSuite: "trixie-backports" }] },
      changes: [],
    },
    {
      title: "marks what was there for another's sake, held or not, without upgrading it",
      want: { packages: ["libpcre", "frozen"] },
      changes: [
        [
          "mark libpcre, frozen as wanted",
          "libpcre: there for another package's sake → wanted",
          "frozen: there for another package's sake → wanted",
        ],
      ],
    },
    { title: "lets a hold of an absent package be", want: { absent: ["unwanted"] }, changes: [] },
  ];
  for (const { title, want, changes } of cases) {
    it(title, async () => {
      const planned = await aptPackages({ name: "base", ...want }).plan(ask);
      const fields = planned.map(({ diff }) => (diff?.fields ?? []).map(({ name, before, after }) => `${name}: ${before} → ${after}`));
      expect(planned.map((change, index) => [change.title, ...(fields[index] ?? [])])).to.deep.equal(changes);
    });
  }

  it("plans everything where there is no dpkg yet", async () => {
    const [change] = await aptPackages({ name: "base", packages: ["tmux"] }).plan(askWith({ "package-state": () => missing }));
    expect(change).to.include({ title: "install tmux", resource: "aptPackages:base", timeoutMs: 1_800_000 });
  });

  const held: { title: string; want: Want; words: string }[] = [
    { title: "of another version", want: { packages: [{ name: "frozen", version: "3.4.*" }] }, words: '"frozen" (3.2.6-1)' },
    { title: "that shall go", want: { absent: ["frozen"] }, words: '"frozen" (3.2.6-1)' },
    { title: "that was never installed", want: { packages: ["unwanted", "htop"] }, words: '"unwanted" (absent)' },
  ];
  for (const { title, want, words } of held) {
    it(`refuses to touch a held package ${title}`, async () => {
      const failure = await rejection(aptPackages({ name: "base", ...want }).plan(ask));
      expect(failure.message).to.equal(`Cannot change ${words}: held on the host`);
      expect(failure.hint).to.include("apt-mark unhold");
    });
  }

  const refused: { title: string; want: Want; words: string }[] = [
    { title: "no package at all", want: {}, words: "must name a package" },
    { title: "a package twice", want: { packages: ["tmux", { name: "tmux" }], absent: ["nano"] }, words: 'must name "tmux" once' },
    { title: "a package that is wanted and not", want: { packages: ["tmux"], absent: ["tmux"] }, words: 'must name "tmux" once' },
    { title: "a name that apt would read as a removal", want: { packages: ["nano-"] }, words: "must be a Debian package's name" },
    { title: "a name with a version in it", want: { absent: ["nano=1"] }, words: "must be a Debian package's name" },
    { title: "an option", want: { absent: ["--purge"] }, words: "must be a Debian package's name" },
    {
      title: "a version that apt would not understand",
      want: { packages: [{ name: "knot", version: "3.*.6" }] },
      words: "apt knows no other pattern",
    },
    {
      title: "a suite beside a version",
      want: { packages: [{ name: "knot", version: "3", fromSuite: "sid" }] },
      words: "must have a version or a suite",
    },
    { title: "a suite that is an option", want: { packages: [{ name: "knot", fromSuite: "-t" }] }, words: "must be the name of a suite" },
  ];
  for (const { title, want, words } of refused) {
    it(`refuses ${title}`, () => {
      expect(() => aptPackages({ name: "base", ...want })).to.throw(Failures, words);
    });
  }

  it("takes every name that Debian has", () => {
    const packages = ["g++", "libstdc++6", "0ad", "python3.13", "libc6:i386", "a2ps"];
    expect(aptPackages({ name: "base", packages, absent: ["wine32:i386"] }).id).to.equal("aptPackages:base");
  });
});

function installed(version: string): PackageState {
  return { state: "installed", version, automatic: false, held: false };
}
