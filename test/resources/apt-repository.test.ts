import { expect } from "chai";
import type { z } from "zod";
import { aptMirror } from "../../src/facts/apt-mirror.ts";
import type { AptRepositoryFiles } from "../../src/facts/apt-repository-files.ts";
import { osRelease } from "../../src/facts/os-release.ts";
import { sha256 } from "../../src/model/blob.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { fromHost } from "../../src/model/from-host.ts";
import { aptRepository } from "../../src/resources/apt-repository.ts";
import { askWith } from "../support/fake-ask.ts";
import { KEY, packet } from "../support/openpgp-keys.ts";
import { rejection } from "../support/rejection.ts";

type Want = Omit<z.input<typeof aptRepository.props>, "name">;

const NOTHING: AptRepositoryFiles = { source: undefined, asc: undefined, gpg: undefined, hasList: false };
const KNOT: Want = {
  uris: ["https://deb.example/knot/"],
  suites: ["trixie"],
  components: ["main"],
  key: { content: KEY.armored, fingerprint: KEY.fingerprint },
};
const ENTRY = "Types: deb\nURIs: https://deb.example/knot/\nSuites: trixie\nComponents: main\nSigned-By: /etc/apt/keyrings/knot.asc\n";
const LIVE: AptRepositoryFiles = { source: ENTRY, asc: sha256(KEY.armored), gpg: undefined, hasList: false };

function askAbout(files: unknown): ReturnType<typeof askWith> {
  return askWith({
    "apt-repository-files": () => files,
    "os-release": () => ({ id: "debian", codename: "trixie", versionId: "13" }),
    "apt-mirror": () => ({ uri: "http://mirror.example/debian", components: ["main"], keyring: undefined }),
  });
}

describe("aptRepository", () => {
  const cases: { title: string; want: Want; seen: unknown; change?: { title: string; after?: string | undefined; note?: string } }[] = [
    { title: "does nothing when all is there", want: KNOT, seen: LIVE },
    {
      title: "adds entry and key",
      want: KNOT,
      seen: NOTHING,
      change: { title: "add apt repository knot", after: ENTRY, note: "Its key is new" },
    },
    {
      title: "plans from nothing where nothing could be asked",
      want: KNOT,
      seen: missing,
      change: { title: "add apt repository knot", after: ENTRY, note: "Its key is new" },
    },
    {
      title: "puts an edited entry back",
      want: KNOT,
      seen: { ...LIVE, source: "Types: deb\n" },
      change: { title: "change apt repository knot", after: ENTRY },
    },
    {
      title: "puts a replaced key back",
      want: KNOT,
      seen: { ...LIVE, asc: "0" },
      change: { title: "change apt repository knot", after: ENTRY, note: "Its key is new" },
    },
    {
      title: "removes a key of the other form",
      want: KNOT,
      seen: { ...LIVE, gpg: "0" },
      change: { title: "change apt repository knot", after: ENTRY, note: "Its key is new" },
    },
    {
      title: "takes a key that is on the host, and removes the one it had",
      want: { ...KNOT, key: undefined, signedBy: "/usr/share/keyrings/k.gpg" },
      seen: LIVE,
      change: {
        title: "change apt repository knot",
        after: ENTRY.replace("/etc/apt/keyrings/knot.asc", "/usr/share/keyrings/k.gpg"),
        note: "Its key is removed",
      },
    },
    {
      title: "writes everything that can be said",
      want: { ...KNOT, types: ["deb", "deb-src"], architectures: ["amd64", "arm64"], enabled: false },
      seen: LIVE,
      change: {
        title: "change apt repository knot",
        after: `Enabled: no\n${ENTRY.replace("deb\n", "deb deb-src\n").replace("Signed", "Architectures: amd64 arm64\nSigned")}`,
      },
    },
    {
      title: "takes what the host says",
      want: {
        uris: [fromHost(aptMirror, "", ({ uri }) => uri)],
        suites: [fromHost(osRelease, "", ({ codename }) => `${codename}-backports`)],
        components: ["main"],
        signedBy: fromHost(aptMirror, "", ({ keyring }) => keyring),
      },
      seen: NOTHING,
      change: {
        title: "add apt repository knot",
        after: "Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie-backports\nComponents: main\n",
      },
    },
    {
      title: "takes the place of an entry in the other form, though its own files are there",
      want: KNOT,
      seen: { ...LIVE, hasList: true },
      change: {
        title: "change apt repository knot",
        after: ENTRY,
        note: "It takes the place of /etc/apt/sources.list.d/knot.list",
      },
    },
    {
      title: "removes an entry in the other form",
      want: { absent: true },
      seen: { ...NOTHING, hasList: true },
      change: { title: "remove apt repository knot", after: undefined, note: "/etc/apt/sources.list.d/knot.list" },
    },
    { title: "leaves alone what is not there", want: { absent: true }, seen: NOTHING },
    {
      title: "removes all its files",
      want: { absent: true },
      seen: LIVE,
      change: {
        title: "remove apt repository knot",
        after: undefined,
        note: "/etc/apt/sources.list.d/knot.sources, /etc/apt/keyrings/knot.asc",
      },
    },
    {
      title: "removes a key that is left over",
      want: { absent: true },
      seen: { ...NOTHING, gpg: "0" },
      change: { title: "remove apt repository knot", after: undefined, note: "/etc/apt/keyrings/knot.gpg" },
    },
  ];
  for (const { title, want, seen, change } of cases) {
    it(title, async () => {
      const planned = await aptRepository({ name: "knot", ...want }).plan(askAbout(seen));
      const shown = planned.map(({ title: words, diff }) => ({
        title: words,
        after: diff?.content?.after,
        ...(diff?.note !== undefined && { note: diff.note }),
      }));
      expect(shown).to.deep.equal(change === undefined ? [] : [change]);
    });
  }

  it("tries the entry with a key that is not in place yet, then puts the key in place before the entry", async () => {
    const [change] = await aptRepository({ name: "knot", ...KNOT }).plan(askAbout({ ...NOTHING, hasList: true }));
    const texts = (change?.commands ?? []).map(({ text }) => text);
    const place = (words: string): number => texts.findIndex((text) => text.includes(words));
    const files = ["keyrings/knot.asc", "sources.list.d/knot.list", "sources.list.d/knot.sources"].map((file) => `aim /etc/apt/${file}`);
    const order = ["error-on=any", ...files].map(place);
    expect(order).to.deep.equal([...order].sort((a, b) => a - b));
    expect(order[0]).to.be.greaterThan(0);
    const trials = (change?.blobs ?? []).map(({ source }) => ("bytes" in source ? Buffer.from(source.bytes).toString() : ""));
    expect(trials).to.deep.equal([ENTRY, ENTRY.replace("/etc/apt/keyrings/knot.asc", "/run/infra-apt-knot/key.asc"), KEY.armored]);
  });

  it("keeps a binary key under its own ending", async () => {
    const bytes = packet(6, Uint8Array.of(4, 1));
    const error = (): unknown => aptRepository({ name: "knot", ...KNOT, key: { content: bytes, fingerprint: "A".repeat(40) } });
    const found = /found ([0-9A-F]{40})/.exec(failuresOf(error).join())?.[1] ?? "";
    const [change] = await aptRepository({ name: "knot", ...KNOT, key: { content: bytes, fingerprint: found } }).plan(askAbout(NOTHING));
    expect(change?.diff?.content?.after).to.include("Signed-By: /etc/apt/keyrings/knot.gpg\n");
  });

  it("does not try what apt shall not use", async () => {
    const [change] = await aptRepository({ name: "knot", ...KNOT, enabled: false }).plan(askAbout(NOTHING));
    expect(change?.commands.map(({ text }) => text).join("\n")).not.to.include("apt-get");
  });

  it("refuses what a host says when it is no single word", async () => {
    const repository = aptRepository({ name: "knot", ...KNOT, suites: [fromHost(osRelease, "", () => "trixie\nTrusted: yes")] });
    expect((await rejection(repository.plan(askAbout(NOTHING)))).message).to.include("must be one word");
  });

  const refused: { title: string; want: Want; words: string }[] = [
    { title: "nothing to fetch from", want: { suites: ["trixie"] }, words: "uris: must be given" },
    { title: "no suite", want: { uris: ["https://deb.example/"] }, words: "uris: must be given" },
    { title: "an address without a scheme", want: { ...KNOT, uris: ["deb.example"] }, words: "must be a URI" },
    { title: "a component that holds more", want: { ...KNOT, components: ["main contrib"] }, words: "must be one word" },
    {
      title: "a key without its place",
      want: { ...KNOT, key: { fingerprint: KEY.fingerprint } },
      words: "key.content: must be given, or `url`",
    },
    {
      title: "a key from two places",
      want: { ...KNOT, key: { content: KEY.armored, url: "https://deb.example/k", fingerprint: KEY.fingerprint } },
      words: "key.content: must be given, or `url`",
    },
    { title: "two keys", want: { ...KNOT, signedBy: "/k.gpg" }, words: "must not be given beside `key`" },
    {
      title: "a key that does not have its fingerprint",
      want: { ...KNOT, key: { content: KEY.armored, fingerprint: "A".repeat(40) } },
      words: `wanted ${"A".repeat(40)}, found ${KEY.fingerprint}`,
    },
  ];
  for (const { title, want, words } of refused) {
    it(`refuses ${title}`, () => {
      expect(() => aptRepository({ name: "knot", ...want })).to.throw(Failures, words);
    });
  }

  for (const name of ["", "../x", "a b", "-x", "ä"]) {
    it(`refuses the name ${JSON.stringify(name)}, whose file apt would not read`, () => {
      expect(() => aptRepository({ name, absent: true })).to.throw(Failures, "apt ignores other file names");
    });
  }
});

function failuresOf(declare: () => unknown): readonly string[] {
  try {
    declare();
  } catch (error) {
    if (error instanceof Failures) return error.failures.map(({ message }) => message);
  }
  return [];
}
