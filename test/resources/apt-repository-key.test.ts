import { expect } from "chai";
import type { z } from "zod";
import { missing } from "../../src/model/fact.ts";
import { aptRepository } from "../../src/resources/apt-repository.ts";
import { askWith } from "../support/fake-ask.ts";
import { KEY } from "../support/openpgp-keys.ts";

const FETCHED: Omit<z.input<typeof aptRepository.props>, "name"> = {
  uris: ["https://deb.example/knot/"],
  suites: ["trixie"],
  components: ["main"],
  key: { url: "https://deb.example/key.asc", fingerprint: KEY.fingerprint },
};
const BINARY = "Types: deb\nURIs: https://deb.example/knot/\nSuites: trixie\nComponents: main\nSigned-By: /etc/apt/keyrings/knot.gpg\n";
const NOTHING = { source: undefined, asc: undefined, gpg: undefined, hasList: false };

function askAbout(files: unknown, fingerprints: unknown = []): ReturnType<typeof askWith> {
  return askWith({ "apt-repository-files": () => files, "keyring-fingerprints": () => fingerprints });
}

describe("aptRepository with a key that the host fetches", () => {
  const place = { ...NOTHING, source: BINARY, gpg: "0" };
  const states: readonly { title: string; seen: unknown; fingerprints: unknown; note?: string }[] = [
    { title: "does nothing when the key on the host is the one", seen: place, fingerprints: [KEY.fingerprint] },
    {
      title: "fetches it where there is none",
      seen: NOTHING,
      fingerprints: [],
      note: "Its key is fetched from https://deb.example/key.asc",
    },
    {
      title: "fetches it where nothing could be asked",
      seen: missing,
      fingerprints: missing,
      note: "Its key is fetched from https://deb.example/key.asc",
    },
    {
      title: "fetches it where another is there",
      seen: place,
      fingerprints: ["A"],
      note: "Its key is fetched from https://deb.example/key.asc",
    },
    {
      title: "fetches it where another is there beside it",
      seen: place,
      fingerprints: [KEY.fingerprint, "A"],
      note: "Its key is fetched from https://deb.example/key.asc",
    },
    {
      title: "fetches it where there is a text form",
      seen: { ...place, asc: "0" },
      fingerprints: [KEY.fingerprint],
      note: "Its key is fetched from https://deb.example/key.asc",
    },
  ];
  for (const { title, seen, fingerprints, note } of states) {
    it(title, async () => {
      const planned = await aptRepository({ name: "knot", ...FETCHED }).plan(askAbout(seen, fingerprints));
      expect(planned.map(({ diff }) => [diff?.content?.after, diff?.note])).to.deep.equal(note === undefined ? [] : [[BINARY, note]]);
    });
  }

  it("fetches it before apt tries the entry with it, then puts the key in place before the entry", async () => {
    const [change] = await aptRepository({ name: "knot", ...FETCHED }).plan(askAbout(NOTHING));
    const texts = (change?.commands ?? []).map(({ text }) => text);
    const order = [
      "url=https://deb.example/key.asc key=/run/infra-apt-knot/key.gpg",
      "error-on=any",
      "/etc/apt/keyrings/knot.gpg",
      "aim /etc/apt/sources.list.d/knot.sources",
    ].map((words) => texts.findIndex((text) => text.includes(words)));
    expect(order).to.deep.equal([...order].sort((a, b) => a - b));
    expect(order[0]).to.be.greaterThan(0);
    expect(change?.blobs).to.have.length(2);
  });

  it("fetches it for an entry that is only kept", async () => {
    const [change] = await aptRepository({ name: "knot", ...FETCHED, enabled: false }).plan(askAbout(NOTHING));
    const text = change?.commands.map((command) => command.text).join("\n");
    expect(text).to.include("url=https://deb.example/key.asc").and.not.to.include("apt-get");
  });
});
