import { expect } from "chai";
import type { AuthorizedKeysFile } from "../../src/facts/authorized-keys-file.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { authorizedKeys } from "../../src/resources/authorized-keys.ts";
import { askWith } from "../support/fake-ask.ts";

const A = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAPm5XC3L1H2wPLS7mVMKS9pCxrSiAu9AR/wZ+n2XK0S";
const B = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBPm5XC3L1H2wPLS7mVMKS9pCxrSiAu9AR/wZ+n2XK0S";

function fileOf(lines: readonly string[], change: Partial<AuthorizedKeysFile> = {}): AuthorizedKeysFile {
  return { uid: 1001, folder: "700 1001", file: "600 1001", lines: [...lines, ""], ...change };
}

const FOLDER = "mode and owner of ~/.ssh";
const FILE = "mode and owner of authorized_keys";
const nothing = fileOf([], { folder: "", file: "", lines: [] });

interface Case {
  readonly title: string;
  readonly keys: string[];
  readonly absent?: string[];
  readonly exclusive?: boolean;
  readonly seen: AuthorizedKeysFile | undefined | typeof missing;
  /** Name, before and after of each difference. */
  readonly fields: readonly (readonly [string, string, string])[];
}

const cases: readonly Case[] = [
  { title: "the key is there", keys: [`${A} ann`], seen: fileOf([`${A} ann`]), fields: [] },
  { title: "the key is there among others", keys: [` ${A} `], seen: fileOf(["# ours", "", `no-pty ${B} bob`, A]), fields: [] },
  { title: "there is no file", keys: [A], seen: nothing, fields: [["key", "none", A]] },
  { title: "the user comes with this run", keys: [A], seen: undefined, fields: [["key", "none", A]] },
  { title: "the host has no tools yet", keys: [A], seen: missing, fields: [["key", "none", A]] },
  { title: "the key is a comment", keys: [A], seen: fileOf([`# ${A}`]), fields: [["key", "none", A]] },
  { title: "the comment differs", keys: [`${A} ann`], seen: fileOf([`${A} bob`]), fields: [["key", `${A} bob`, `${A} ann`]] },
  {
    title: "the key is there twice, once with more rights",
    keys: [`no-pty ${A}`],
    seen: fileOf([`no-pty ${A}`, A]),
    fields: [["key", `no-pty ${A}\n${A}`, `no-pty ${A}`]],
  },
  {
    title: "there are others that may not",
    keys: [A],
    exclusive: true,
    seen: fileOf(["# ours", A, `${B} bob`, "junk"]),
    fields: [
      ["key", `${B} bob`, "none"],
      ["key", "junk", "none"],
    ],
  },
  { title: "none may be there", keys: [], exclusive: true, seen: fileOf([A]), fields: [["key", A, "none"]] },
  { title: "none may be there, and none is", keys: [], exclusive: true, seen: nothing, fields: [] },
  { title: "none may be there, and the user comes with this run", keys: [], exclusive: true, seen: undefined, fields: [] },
  {
    title: "others may write",
    keys: [A],
    seen: fileOf([A], { folder: "755 1001", file: "664 0" }),
    fields: [
      [FOLDER, "755 1001", "700 1001"],
      [FILE, "664 0", "600 1001"],
    ],
  },
  {
    title: "one must not be there",
    keys: [A],
    absent: [B],
    seen: fileOf([A, `no-pty ${B} bob`, B]),
    fields: [["key", `no-pty ${B} bob\n${B}`, "none"]],
  },
  { title: "one must not be there, and is not", keys: [], absent: [B], seen: fileOf([A], { folder: "755 1001" }), fields: [] },
  { title: "one must not be there, nor is the user", keys: [], absent: [B], seen: undefined, fields: [] },
  { title: "the user cannot read it", keys: [A], seen: fileOf([], { file: "", folder: "700 0" }), fields: [["key", "none", A]] },
];

describe("authorizedKeys", () => {
  for (const { title, keys, absent = [], exclusive = false, seen, fields } of cases) {
    it(`plans ${fields.length === 0 ? "nothing" : "a change"} where ${title}`, async () => {
      const planned = await authorizedKeys({ user: "ann", keys, absent, exclusive }).plan(askWith({ "authorized-keys-file": () => seen }));
      const found = planned.flatMap(({ diff }) => diff?.fields?.map(({ name, before, after }) => [name, before, after]));
      expect(found).to.deep.equal(fields);
      expect(planned.map((change) => change.title)).to.deep.equal(fields.length === 0 ? [] : ["authorize keys of ann"]);
    });
  }

  it("refuses what is no key, the same key twice, and no keys where others may stay", () => {
    for (const keys of [["ssh-ed25519 AAAA"], [`${A}\n${B}`], [A, `no-pty ${A} again`], []]) {
      expect(() => authorizedKeys({ user: "ann", keys }), JSON.stringify(keys)).to.throw(Failures);
    }
    expect(() => authorizedKeys({ user: "ann", keys: [`${A} ann`], absent: [A] })).to.throw("must not hold the same key twice");
  });
});
