import { z } from "zod";
import { type AptRepositoryFiles, aptRepositoryFiles, keyPath, listPath, sourcePath } from "../facts/apt-repository-files.ts";
import { keyringFingerprints } from "../facts/keyring-fingerprints.ts";
import { renderDeb822 } from "../formats/deb822.ts";
import { isArmored } from "../formats/openpgp.ts";
import { signingKey } from "../formats/signing-key.ts";
import { type Blob, blob, blobPath } from "../model/blob.ts";
import type { ChangeDraft, Diff } from "../model/change.ts";
import { missing } from "../model/fact.ts";
import { deferrable, type Resolved } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { openTrial, type TrialKey, trialKeyPath, tryAptSource } from "../shell/apt-source.ts";
import { removeFile, replaceFile } from "../shell/replace-file.ts";
import { type Command, sh } from "../shell/sh.ts";

const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must be letters, digits and ._- (apt ignores other file names)");
const Uri = z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/, "must be a URI, such as https://deb.example.org/debian");
const Word = z.string().regex(/^[^\s#]+$/, "must be one word");
const Props = z
  .strictObject({
    name: Name.describe(
      "Names the files: /etc/apt/sources.list.d/<name>.sources, in place of a <name>.list, and the key in /etc/apt/keyrings.",
    ),
    types: z
      .array(z.enum(["deb", "deb-src"]))
      .min(1)
      .default(["deb"])
      .describe("Binary packages, sources, or both."),
    uris: z.array(deferrable(Uri)).default([]).describe("Where the archive is; from the host's own mirror by `fromHost(aptMirror, …)`."),
    suites: z.array(deferrable(Word)).default([]).describe("Suites, such as trixie-backports; `./` for an archive without any."),
    components: z.array(deferrable(Word)).default([]).describe("Components, such as main; none for a suite that ends in a slash."),
    architectures: z.array(deferrable(Word)).default([]).describe("Architectures to fetch. Default: those of the host."),
    key: signingKey.optional().describe("The key that signs the archive; without its fingerprint none is trusted."),
    signedBy: deferrable(Word.optional())
      .optional()
      .describe("A keyring that is on the host already, instead of `key`. Without either: every key that apt trusts."),
    enabled: deferrable(z.boolean()).default(true).describe("Whether apt uses it; else its entry is only kept."),
    absent: z.boolean().default(false).describe("Whether its files are not there. Packages from it stay."),
    lockTimeoutMs: z.int().min(0).default(120_000).describe("How long to wait for another package manager, milliseconds."),
  })
  .refine(({ uris, suites, absent }) => absent || (uris.length > 0 && suites.length > 0), {
    error: "must be given, and `suites` too",
    path: ["uris"],
  })
  .refine(({ key, signedBy }) => key === undefined || signedBy === undefined, {
    error: "must not be given beside `key`",
    path: ["signedBy"],
  });

type Want = Resolved<z.output<typeof Props>>;

const UPDATE_TIMEOUT_MS = 600_000;

/**
 * An apt repository with the key that must sign it. It goes live only after apt has read it together with all other sources and has verified its
 * lists. A key that does not have its fingerprint is refused: one that is given before any connection, one that the host fetches before it is used.
 *
 * @example aptRepository({ name: "backports", uris: [fromHost(aptMirror, "", ({ uri }) => uri)],
 *   suites: [fromHost(osRelease, "", ({ codename }) => `${codename}-backports`)], components: ["main"],
 *   signedBy: fromHost(aptMirror, "", ({ keyring }) => keyring) })
 */
export const aptRepository = defineKind("aptRepository", {
  description: "An apt repository is known to apt, with the key that must sign it; it goes live only after apt has verified it.",
  props: Props,
  id: ({ name }) => name,
  async observe({ name, key }, ask): Promise<Seen> {
    const [files, fingerprints] = await Promise.all([
      ask(aptRepositoryFiles, name),
      key?.url === undefined ? [] : ask(keyringFingerprints, name),
    ]);
    const nothing = { source: undefined, asc: undefined, gpg: undefined, hasList: false };
    return { ...(files === missing ? nothing : files), fingerprints: fingerprints === missing ? [] : fingerprints };
  },
  absence: ({ name, absent }) => (absent ? "nothing" : { name, absent: true }),
  paths: ({ name, signedBy }) => [
    sourcePath(name),
    keyPath(name, "asc"),
    keyPath(name, "gpg"),
    ...(typeof signedBy === "string" && signedBy.startsWith("/") ? [signedBy] : []),
  ],
  plan(want, seen) {
    if (want.absent) return planAbsent(want.name, seen);
    const key = keyFile(want);
    const source = renderSource(want, key === undefined ? want.signedBy : keyPath(want.name, key.form));
    return seen.source === source && !seen.hasList && isKeyKept(seen, key) ? [] : [write(want, seen, { source, key })];
  },
});

interface Seen extends AptRepositoryFiles {
  /** Of the primary keys in the binary key file; asked only where the host is to fetch it. */
  readonly fingerprints: readonly string[];
}

/** A key that is sent, or one that the host fetches and makes binary. */
type KeyFile =
  | { readonly blob: Blob; readonly form: "asc" | "gpg" }
  | { readonly fetch: { readonly url: string; readonly fingerprints: readonly string[] }; readonly form: "gpg" };

interface Files {
  readonly source: string;
  readonly key: KeyFile | undefined;
}

function keyFile({ key }: Want): KeyFile | undefined {
  if (key?.content !== undefined) return { blob: blob(key.content), form: isArmored(key.content) ? "asc" : "gpg" };
  return key?.url === undefined ? undefined : { fetch: { url: key.url, fingerprints: [key.fingerprint].flat() }, form: "gpg" };
}

function isKeyKept(seen: Seen, key: KeyFile | undefined): boolean {
  if (key !== undefined && "fetch" in key) return seen.asc === undefined && isSameSet(seen.fingerprints, key.fetch.fingerprints);
  const [asc, gpg] = (["asc", "gpg"] as const).map((form) => (key?.form === form ? key.blob.sha256 : undefined));
  return seen.asc === asc && seen.gpg === gpg;
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.every((one) => others.includes(one)) && others.every((one) => some.includes(one));
}

function renderSource(want: Want, signedBy: string | undefined): string {
  const fields = [
    ["Enabled", want.enabled ? "" : "no"],
    ["Types", want.types.join(" ")],
    ["URIs", want.uris.join(" ")],
    ["Suites", want.suites.join(" ")],
    ["Components", want.components.join(" ")],
    ["Architectures", want.architectures.join(" ")],
    ["Signed-By", signedBy ?? ""],
  ] as const;
  return renderDeb822(fields.filter(([, value]) => value !== ""));
}

function write(want: Want, seen: Seen, { source, key }: Files): ChangeDraft {
  const [entry, trial] = [blob(source), blob(renderSource(want, key === undefined ? want.signedBy : trialKeyPath(want.name, key.form)))];
  const trialOf = { ...want, source: blobPath(entry), trial: blobPath(trial), key: key && trialKey(key) };
  return {
    title: `${seen.source === undefined ? "add" : "change"} apt repository ${want.name}`,
    diff: diffOf(want.name, seen, { source, key }),
    commands: [
      ...(want.enabled ? tryAptSource(trialOf) : openTrial(want.name, trialOf.key)),
      ...putKey(want.name, seen, key),
      // First this: a lone entry less until the next run, in the worst case, while two of one archive stop apt altogether.
      ...(seen.hasList ? [removeFile(listPath(want.name))] : []),
      put(sourcePath(want.name), entry),
    ],
    blobs: [entry, trial, ...(key !== undefined && "blob" in key ? [key.blob] : [])],
    timeoutMs: UPDATE_TIMEOUT_MS,
  };
}

function trialKey(key: KeyFile): TrialKey {
  return "blob" in key ? { source: blobPath(key.blob), form: key.form } : key;
}

/** The key comes first: an entry never names one that is not there. */
function putKey(name: string, seen: AptRepositoryFiles, key: KeyFile | undefined): readonly Command[] {
  const stale = (["asc", "gpg"] as const).filter((form) => seen[form] !== undefined && form !== key?.form);
  return [
    ...(key === undefined ? [] : [sh`install -d -m 0755 /etc/apt/keyrings`, placeKey(name, key)]),
    ...stale.map((form) => removeFile(keyPath(name, form))),
  ];
}

function placeKey(name: string, key: KeyFile): Command {
  const path = keyPath(name, key.form);
  if ("blob" in key) return put(path, key.blob);
  return sh`cp -- ${trialKeyPath(name, key.form)} ${`${path}.infra-new`} && sync ${`${path}.infra-new`} && mv -fT -- ${`${path}.infra-new`} ${path}`;
}

function put(path: string, content: Blob): Command {
  return replaceFile({ path, owner: "root", group: "root", mode: "0644", source: blobPath(content), sha256: content.sha256 });
}

function diffOf(name: string, seen: Seen, { source, key }: Files): Diff {
  const notes = [...(isKeyKept(seen, key) ? [] : [keyNote(key)]), ...(seen.hasList ? [`It takes the place of ${listPath(name)}`] : [])];
  const content = { before: seen.source, after: source };
  return notes.length === 0 ? { content } : { content, note: notes.join(". ") };
}

function keyNote(key: KeyFile | undefined): string {
  if (key === undefined) return "Its key is removed";
  return "fetch" in key ? `Its key is fetched from ${key.fetch.url}` : "Its key is new";
}

function planAbsent(name: string, seen: AptRepositoryFiles): readonly ChangeDraft[] {
  const paths = [
    ...(seen.source === undefined ? [] : [sourcePath(name)]),
    ...(seen.hasList ? [listPath(name)] : []),
    ...(["asc", "gpg"] as const).filter((form) => seen[form] !== undefined).map((form) => keyPath(name, form)),
  ];
  if (paths.length === 0) return [];
  const content = { before: seen.source, after: undefined };
  return [{ title: `remove apt repository ${name}`, diff: { content, note: paths.join(", ") }, commands: paths.map(removeFile) }];
}
