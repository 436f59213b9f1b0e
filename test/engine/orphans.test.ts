import { expect } from "chai";
import type { Manifest, Section } from "../../src/engine/manifest.ts";
import { type Elsewhere, findLeftovers, type Leftovers } from "../../src/engine/orphans.ts";
import type { Ending } from "../../src/model/absence.ts";
import { paperHost } from "../support/scripted-channel.ts";
import { text } from "../support/text-kind.ts";

/** What the playbook `all` declares, what the others do, and what the host's manifest holds: letters are resources. */
interface Case {
  readonly title: string;
  readonly manifest: Readonly<Record<string, string>>;
  readonly declares: string;
  /** The other playbooks that exist; one without letters leaves the host out. `undefined`: one of them cannot be compiled. */
  readonly others?: Readonly<Record<string, string>> | undefined;
  readonly isThorough?: boolean;
  /** Is the playbook at hand one of another folder? */
  readonly isStranger?: boolean;
  readonly orphans: string;
  readonly leaving?: readonly string[];
  /** Were the others compiled? */
  readonly asks: boolean;
}

const cases: readonly Case[] = [
  { title: "has nothing to ask where all is declared", manifest: { all: "ab" }, declares: "abc", orphans: "", asks: false },
  { title: "finds what a playbook no longer declares", manifest: { all: "abc" }, declares: "b", orphans: "ac", asks: true },
  { title: "finds all of a playbook that is gone", manifest: { all: "a", old: "bc" }, declares: "a", orphans: "bc", asks: true },
  {
    title: "leaves alone what is another playbook's business",
    manifest: { all: "a", web: "bc" },
    declares: "a",
    others: { web: "b" },
    orphans: "",
    asks: false,
  },
  {
    title: "lets go what another playbook holds too, and what the playbook itself took over",
    manifest: { all: "ab", web: "b", old: "a" },
    declares: "a",
    others: { web: "b" },
    orphans: "",
    leaving: ["all b", "old a"],
    asks: false,
  },
  {
    title: "waits until a playbook that declares it now has been applied",
    manifest: { all: "abc", old: "d" },
    declares: "a",
    others: { web: "bd" },
    orphans: "c",
    asks: true,
  },
  {
    title: "knows nothing while another playbook cannot be compiled",
    manifest: { all: "ab", old: "a" },
    declares: "a",
    others: undefined,
    orphans: "",
    leaving: ["old a"],
    asks: true,
  },
  {
    title: "lets go what has nothing to remove, without a question",
    manifest: { all: "aN" },
    declares: "a",
    orphans: "",
    leaving: ["all N"],
    asks: false,
  },
  {
    title: "finds, where it is thorough, what a playbook left behind that leaves the host out now",
    manifest: { all: "a", web: "bc", db: "d" },
    declares: "a",
    others: { web: "", db: "d" },
    isThorough: true,
    orphans: "bc",
    asks: true,
  },
  {
    title: "asks nobody where it is thorough and there is nobody else",
    manifest: { all: "a" },
    declares: "a",
    isThorough: true,
    orphans: "",
    asks: false,
  },
  {
    title: "leaves alone all that others declared where the playbook is of another folder, and tells what is its own",
    manifest: { all: "ab", web: "cd" },
    declares: "a",
    others: { old: "" },
    isThorough: true,
    isStranger: true,
    orphans: "b",
    asks: true,
  },
  { title: "tells once what two gone playbooks had", manifest: { old: "a", older: "ab" }, declares: "", orphans: "ab", asks: true },
];

describe("findLeftovers", () => {
  for (const { title, asks, orphans, leaving = [], ...given } of cases) {
    it(title, async () => {
      const { found, asked } = await find(given);
      expect(found.orphans.map(({ id }) => id.slice(-1)).join("")).to.equal(orphans);
      expect(found.leaving.map(({ playbook, id }) => `${playbook} ${id.slice(-1)}`)).to.deep.equal(leaving);
      expect(asked).to.equal(asks);
    });
  }

  it("tells where each orphan stands, and how it ends as the last one to say so has it", async () => {
    const { found } = await find({ manifest: { old: "n", older: "na" }, declares: "" });
    expect(found.orphans.map(({ entries, ending }) => [entries.map(({ playbook }) => playbook), ending])).to.deep.equal([
      [["old", "older"], undefined],
      [["older"], endingOf("a")],
    ]);
  });
});

async function find(given: Omit<Case, "title" | "asks" | "orphans" | "leaving">): Promise<{ found: Leftovers; asked: boolean }> {
  const others = "others" in given ? given.others : {};
  let asked = false;
  const elsewhere: Elsewhere = {
    isGone: (name) => name.startsWith("old"),
    knowsOthers: () => given.isStranger !== true,
    declared: async () => {
      asked = true;
      const selecting = others && Object.entries(others).filter(([, letters]) => letters !== "");
      return await Promise.resolve(selecting && new Map(selecting.map(([name, letters]) => [name, resources(letters)])));
    },
  };
  const manifest: Manifest = {
    playbooks: Object.fromEntries(Object.entries(given.manifest).map(([name, letters]) => [name, sectionOf(letters)])),
  };
  const declaring = { host: paperHost("eu"), playbooks: ["all"], resources: resources(given.declares), elsewhere };
  return { found: await findLeftovers(manifest, { ...declaring, isThorough: given.isThorough ?? false }), asked };
}

function resources(letters: string) {
  return [...letters].map((letter) => text({ path: `/${letter}`, text: letter }));
}

function sectionOf(letters: string): Section {
  return Object.fromEntries(
    [...letters].map((letter) => {
      const absence = endingOf(letter);
      return [`text:/${letter}`, { digest: letter, ...(absence !== undefined && { absence }) }];
    }),
  );
}

/** `N` has nothing to remove, `n` is never removed. */
function endingOf(letter: string): Ending {
  if (letter === "N") return "nothing";
  return letter === "n" ? undefined : { kind: "text", props: { path: `/${letter}` } };
}
