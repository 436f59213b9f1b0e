import fc from "fast-check";
import { renderStrings } from "../../src/formats/render-strings.ts";
import type { Zone, ZoneRecord } from "../../src/formats/zone-file.ts";

const anyLabel = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9])?$/);
const anyOwner = fc.oneof(
  fc.constantFrom("@", "*", "*.a", "a", "b.a"),
  fc.array(anyLabel, { minLength: 1, maxLength: 3 }).map((labels) => labels.join(".")),
);
const anyName = fc.oneof(
  anyOwner.filter((name) => !name.startsWith("*")),
  anyLabel.map((label) => `${label}.example.net.`),
);
const anyText = fc.string({ unit: "binary", minLength: 1, maxLength: 400 }).filter((text) => !text.includes("\0"));
const byte = fc.nat(255);
const anyData = fc.oneof(
  fc.record({ type: fc.constantFrom("CNAME", "NS", "PTR"), data: anyName }),
  fc.record({ type: fc.constant("A"), data: fc.ipV4() }),
  fc.record({ type: fc.constant("MX"), data: fc.tuple(fc.nat(65_535), anyName).map((words) => words.join(" ")) }),
  fc.record({ type: fc.constant("SRV"), data: fc.tuple(byte, byte, byte, anyName).map((words) => words.join(" ")) }),
  fc.record({ type: fc.constant("TLSA"), data: fc.tuple(byte, byte, byte, fc.constantFrom("ab", "0123")).map((words) => words.join(" ")) }),
  fc.record({ type: fc.constant("TXT"), data: anyText.map(renderStrings) }),
  fc.record({ type: fc.constant("CAA"), data: fc.string({ maxLength: 9 }).map((value) => `0 issue ${renderStrings(value)}`) }),
  fc.record({ type: fc.constant("TYPE65280"), data: fc.constant("\\# 2 abcd") }),
);
const anyRecord = fc.tuple(anyOwner, anyData).map(([owner, data]): ZoneRecord => {
  const ttl = (owner.length + data.type.length) % 3;
  const isServer = owner === "@" && data.type === "NS";
  return { owner, ...(ttl > 0 && !isServer && { ttl: ttl * 1000 }), ...data };
});
const soa = { mname: "ns1.example.org.", rname: "hostmaster.example.org.", refresh: 3600, retry: 900, expire: 1_209_600, minimum: 300 };
/** Zones of types that `dns_zones` holds, and of one that it does not; what stands at one name need not go together. */
export const anyZone = fc
  .uniqueArray(anyRecord, { maxLength: 12, selector: (record) => JSON.stringify(record) })
  .map(
    (records): Zone => ({ zone: "example.org", soa, ttl: 300, records: [{ owner: "@", type: "NS", data: "ns.example.net." }, ...records] }),
  );
