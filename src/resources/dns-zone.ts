import { z } from "zod";
import { askPath } from "../facts/path-state.ts";
import type { PathState } from "../facts/path-probe.ts";
import { recordsIn, zoneDiff } from "../formats/zone-file.ts";
import { blob, blobPath } from "../model/blob.ts";
import type { ChangeDraft } from "../model/change.ts";
import { contentDiff, textOf } from "../model/content.ts";
import { defineKind } from "../model/kind.ts";
import { absolutePath } from "../model/path.ts";
import { replaceFile } from "../shell/replace-file.ts";
import { sh } from "../shell/sh.ts";

const RIGHTS = { owner: "root", group: "root", mode: "0644" };

/** A larger share of removed records needs `--force`, unless it is a few of few. */
const LARGEST_SHARE = 0.3;
const FEW = 4;

const Props = z.strictObject({
  zone: z
    .string()
    .regex(/^[a-z0-9_.-]+$/, "must be a zone's name in lower case")
    .describe("The zone, without its last dot."),
  content: z.string().describe("The whole zone file; its serial does not count. Empty: there is none."),
  path: absolutePath.optional().describe("Where the file is. Default: /etc/knot/zones/<zone>.zone; its folder must be there."),
  once: z.boolean().default(false).describe("Whether it is only written where there is none: a zone whose records come by updates."),
});

/**
 * A zone file, which kzonecheck accepts before it goes live; a plan shows it record by record. It is not loaded by this: that is a `service` that
 * watches it.
 *
 * @example dnsZone({ zone: "example.org", content: "$ORIGIN example.org.\n$TTL 300\n@ IN SOA ns. host. 1 2 3 4 5\n@ IN NS ns.example.net.\n" })
 */
export const dnsZone = defineKind("dnsZone", {
  description: "A zone file is as declared, and valid; removing many of its records needs --force.",
  props: Props,
  id: ({ zone }) => zone,
  observe: (want, ask) => askPath(ask, { path: pathOf(want), want: want.once ? "rights" : blob(want.content).sha256 }),
  absence: ({ zone, path, once, content }) =>
    once || content === "" ? "nothing" : { zone, content: "", ...(path !== undefined && { path }) },
  paths: (want) => [pathOf(want)],
  plan(want, seen) {
    const isThere = seen.type === "file";
    if (want.content === "") return isThere ? [{ title: `remove ${pathOf(want)}`, commands: [sh`rm -f -- ${pathOf(want)}`] }] : [];
    if (isThere && (want.once || seen.sha256 === blob(want.content).sha256)) return [];
    return [write(want, seen)];
  },
});

function write(want: z.output<typeof Props>, seen: PathState): ChangeDraft {
  const { zone, content } = want;
  const bytes = blob(content);
  const path = pathOf(want);
  const before = seen.type === "file" ? (seen.content ?? { size: seen.size }) : undefined;
  const old = before instanceof Uint8Array ? textOf(before) : undefined;
  const guard = old === undefined ? undefined : guardOf(zone, old, content);
  return {
    title: `write zone ${zone}`,
    diff: old === undefined ? contentDiff(before, content) : { ...contentDiff(before, content), note: noteOf(old, content) },
    commands: [replaceFile({ path, source: blobPath(bytes), sha256: bytes.sha256, ...RIGHTS, validate: ["kzonecheck", "-o", zone, "%s"] })],
    blobs: [bytes],
    ...(guard !== undefined && { guard }),
  };
}

function guardOf(zone: string, before: string, after: string): string | undefined {
  const { removed, total } = zoneDiff(before, after);
  const isMuch = removed.length > FEW && removed.length > LARGEST_SHARE * total;
  return isMuch ? `removes ${removed.length} of ${total} records of ${zone}` : undefined;
}

function noteOf(before: string, after: string): string {
  const { added, removed, changed } = zoneDiff(before, after);
  return `${added.length} records added, ${changed.length} changed, ${removed.length} removed; ${recordsIn(after).length} in all`;
}

function pathOf({ zone, path }: { readonly zone: string; readonly path?: string | undefined }): string {
  return path ?? `/etc/knot/zones/${zone}.zone`;
}
