import { z } from "zod";
import type { PathState } from "../facts/path-probe.ts";
import { askPath, shownContent } from "../facts/path-state.ts";
import { parseZone } from "../formats/parse-zone.ts";
import { zoneDiff } from "../formats/zone-diff.ts";
import type { Zone } from "../formats/zone-file.ts";
import { zoneName } from "../formats/zone-name.ts";
import { blob, blobPath, sha256 } from "../model/blob.ts";
import type { ChangeDraft, Diff } from "../model/change.ts";
import { contentDiff, textOf } from "../model/content.ts";
import type { Resolved } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { absolutePath } from "../model/path.ts";
import { rightsDiff } from "../model/rights.ts";
import { replaceFile, setFileRights } from "../shell/replace-file.ts";

/** Knot reads it, everybody may: what is in it is public. */
const RIGHTS = { owner: "root", group: "knot", mode: "0644" } as const;

/** A larger share of a zone's records is removed with `--force` only, unless there are no more than the second number. */
const LARGEST_SHARE = 0.3;
const FEW_RECORDS = 4;

const Props = z
  .strictObject({
    zone: zoneName.describe("The zone's name, without its last dot."),
    content: z.string().describe("The zone file, as `renderZone` writes it."),
    path: absolutePath.optional().describe("Where the file is; its folder must be there. Default: `/etc/knot/zones/<zone>.zone`."),
    once: z
      .boolean()
      .default(false)
      .describe(
        "Whether the file is written only where there is none, and never compared again: for a zone that dynamic updates write to.",
      ),
  })
  .transform(({ zone, content, path = `/etc/knot/zones/${zone}.zone`, once }, context) => {
    const parsed = parseZone(content, { origin: zone });
    if (parsed.outcome === "parsed" && parsed.zone.zone === zone) return { zone, content, path, once, parsed: parsed.zone };
    const why = parsed.outcome === "refused" ? `line ${parsed.line}: ${parsed.why}` : `it is one of ${parsed.zone.zone}`;
    context.addIssue({ code: "custom", path: ["content"], message: `must be a zone file of ${zone}: ${why}`, input: zone });
    return z.NEVER;
  });

type Want = Resolved<z.output<typeof Props>>;

/**
 * A zone's file for Knot DNS, put in place when `kzonecheck` accepts it. What becomes of it is shown record by record; taking away much of a zone at
 * once needs `--force`. Knot is not told: its unit reloads when a zone that it watches has changed.
 *
 * @example dnsZone({ zone: "example.org", content: "@ 300 SOA ns1 hostmaster 1 3600 900 1209600 300\n@ 300 NS ns1\nns1 300 A 192.0.2.1\n" })
 */
export const dnsZone = defineKind("dnsZone", {
  description: "A zone's file is there for Knot DNS, checked by kzonecheck.",
  props: Props,
  id: ({ zone }) => zone,
  observe: async ({ path, content, once }, ask) => await askPath(ask, { path, want: once ? "rights" : sha256(content) }),
  paths: ({ path }) => [path],
  plan(want, seen) {
    if (want.once) return seen.type === "absent" ? [write(want, seen)] : [];
    if (seen.type !== "file" || seen.sha256 !== sha256(want.content)) return [write(want, seen)];
    const fields = rightsDiff(RIGHTS, seen);
    if (fields.length === 0) return [];
    const names = fields.map(({ name }) => name).join(", ");
    return [{ title: `set ${names} of ${want.path}`, diff: { fields }, commands: [setFileRights({ ...RIGHTS, path: want.path })] }];
  },
});

function write(want: Want, seen: PathState): ChangeDraft {
  const { zone, path, content } = want;
  const bytes = blob(content);
  const validate = ["kzonecheck", "-o", zone, "%s"];
  return {
    title: `write zone ${zone}`,
    ...shownChange(want, seen),
    commands: [replaceFile({ ...RIGHTS, path, validate, source: blobPath(bytes), sha256: bytes.sha256 })],
    blobs: [bytes],
  };
}

/** What becomes of the records, and why that is guarded. */
function shownChange({ zone, content, parsed }: Want, seen: PathState): Pick<ChangeDraft, "diff" | "guard"> {
  const fields = fieldsOf(seen);
  const old = shownContent(seen, RIGHTS);
  if (old === undefined) return { diff: { fields, note: zoneDiff(undefined, parsed).added.join("\n") } };
  const before = old instanceof Uint8Array ? zoneOf(old, zone) : undefined;
  if (before === undefined) {
    const { note, ...diff } = contentDiff(old, content);
    const why = old instanceof Uint8Array ? "what is there cannot be read as this zone" : "what is there is too large to be compared";
    return { diff: { ...diff, fields, note: note === undefined ? why : `${why}: ${note}` } };
  }
  const { added, removed, changed } = zoneDiff(before, parsed);
  const lines = [...removed, ...added, ...changed];
  const total = before.records.length;
  const isMuch = removed.length > FEW_RECORDS && removed.length > LARGEST_SHARE * total;
  return {
    diff: { fields, note: lines.length === 0 ? "the same records, written in another way" : lines.join("\n") },
    ...(isMuch && { guard: `removes ${removed.length} of ${total} records of ${zone}` }),
  };
}

function fieldsOf(seen: PathState): NonNullable<Diff["fields"]> {
  if (seen.type === "absent") return [];
  return seen.type === "file" ? rightsDiff(RIGHTS, seen) : [{ name: "type", before: seen.type, after: "file" }];
}

/** `undefined` for what is no zone file of this zone. */
function zoneOf(bytes: Uint8Array, zone: string): Zone | undefined {
  const text = textOf(bytes);
  const parsed = text === undefined ? undefined : parseZone(text, { origin: zone });
  return parsed?.outcome === "parsed" && parsed.zone.zone === zone ? parsed.zone : undefined;
}
