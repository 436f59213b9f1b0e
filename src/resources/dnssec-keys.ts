import { z } from "zod";
import { KEYS_FOLDER, type ZoneKey, zoneKeys } from "../facts/zone-keys.ts";
import { dnssecKeyList, DnssecKeys, type PrivateDnssecKey } from "../formats/dnssec-keys.ts";
import { zoneName } from "../formats/zone-name.ts";
import { blob, blobPath } from "../model/blob.ts";
import type { ChangeDraft } from "../model/change.ts";
import { missing } from "../model/fact.ts";
import { defineKind } from "../model/kind.ts";
import { deleteZoneKeys, importZoneKey } from "../shell/import-zone-key.ts";

const Props = z
  .strictObject({
    zone: zoneName.describe("The zone's name, without its last dot."),
    keys: DnssecKeys.optional().describe("Its keys, as secrets: `ksk` and `zsk`, a private key in PEM each, or a list of them."),
    absent: z.boolean().default(false).describe("Whether Knot must have no key of it."),
  })
  .refine(({ keys, absent }) => absent === (keys === undefined), {
    error: "must be there, unless `absent`, and only then",
    path: ["keys"],
  });

/**
 * Knot has these keys of a zone, and no others, to sign with. The same keys on several name servers let each sign its own answers. Knot is not told:
 * its unit reloads when it watches the keys.
 *
 * @example dnssecKeys({ zone: "example.org", absent: true })
 */
export const dnssecKeys = defineKind("dnssecKeys", {
  description: "Knot DNS has the keys of a zone that it signs with, and no others.",
  props: Props,
  id: ({ zone }) => zone,
  observe: async ({ zone }, ask) => await ask(zoneKeys, { zone, folder: KEYS_FOLDER }),
  absence: ({ zone, absent }) => (absent ? "nothing" : { zone, absent: true }),
  plan({ zone, keys }, answer): readonly ChangeDraft[] {
    const seen = answer === missing ? [] : answer;
    const wanted = keys === undefined ? [] : dnssecKeyList(keys);
    const stale = seen.filter((one) => !wanted.some(({ id }) => id === one.id));
    const lacking = wanted.filter((key) => !seen.some((one) => isSame(one, key)));
    if (stale.length === 0 && lacking.length === 0) return [];
    const guard = whyRefused(zone, seen, wanted);
    const blobs = lacking.map(({ pem }) => blob(pem));
    const imports = lacking.map((key) => importZoneKey({ ...key, folder: KEYS_FOLDER, zone, source: blobPath(blob(key.pem)) }));
    return [
      {
        title: titleOf(zone, { isNone: wanted.length === 0, isFirst: seen.length === 0 }),
        diff: { note: [...stale.map((one) => `- ${shown(one)}`), ...lacking.map((one) => `+ ${shown(one)}`)].join("\n") },
        commands: [...imports, ...(stale.length === 0 ? [] : [deleteZoneKeys(KEYS_FOLDER, { zone, ids: stale.map(({ id }) => id) })])],
        blobs,
        ...(guard !== undefined && { guard }),
      },
    ];
  },
});

function isSame(seen: ZoneKey, { id, use }: PrivateDnssecKey): boolean {
  return seen.isActive && seen.id === id && seen.use === use;
}

/**
 * Why resolvers would refuse answers that they have believed so far. A key takes over from another while both are there: whoever has kept the old keys
 * must find a signature that they made; and who has the zone's DS record believes nothing that is not signed.
 */
function whyRefused(zone: string, seen: readonly ZoneKey[], wanted: readonly PrivateDnssecKey[]): string | undefined {
  const active = seen.filter(({ isActive }) => isActive);
  if (active.length === 0) return undefined;
  if (wanted.length === 0) {
    return `signs ${zone} no more: resolvers refuse its answers as long as its registrar has a DS record, and for that one's TTL`;
  }
  const isLost = (["ksk", "zsk"] as const).some((use) => {
    const before = active.filter((one) => one.use === use);
    return before.length > 0 && !before.some((one) => wanted.some((key) => isSame(one, key)));
  });
  return isLost ? `replaces all keys of ${zone} of one use at once: resolvers that hold the old ones refuse its answers` : undefined;
}

function titleOf(zone: string, { isNone, isFirst }: { readonly isNone: boolean; readonly isFirst: boolean }): string {
  if (isNone) return `remove the keys of ${zone}`;
  return `${isFirst ? "bring" : "change"} the keys of ${zone}`;
}

function shown({ use, id }: Pick<ZoneKey, "use" | "id">): string {
  return `${use} ${id}`;
}
