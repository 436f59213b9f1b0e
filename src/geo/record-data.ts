import { txtData, type ZoneRecord } from "../formats/zone-file.ts";
import type { TypedRecord } from "./zone-vars.ts";

/** Writes a typed record's data in the words of its type (RFC 1035, 2782, 6698, 8659). */
export function zoneRecordOf(record: TypedRecord): ZoneRecord {
  const { name, ttl, type } = record;
  return { name: name.toLowerCase(), ttl, type, data: dataOf(record) };
}

function dataOf(record: TypedRecord): string {
  switch (record.type) {
    case "TXT":
      return txtData(record.value);
    case "MX":
      return `${record.preference} ${record.exchange}`;
    case "CAA":
      return `${record.flags} ${record.tag} ${txtData(record.value)}`;
    case "SRV":
      return `${record.priority} ${record.weight} ${record.port} ${record.target}`;
    case "TLSA":
      return `${record.usage} ${record.selector} ${record.matching} ${record.data}`;
    case "A":
    case "AAAA":
    case "CNAME":
    case "NS":
    case "PTR":
      return record.value;
  }
}
