import type { z } from "zod";
import { quoteString, renderStrings } from "../formats/render-strings.ts";
import { shortAddress } from "../formats/short-address.ts";
import type { ZoneRecord } from "../formats/zone-file.ts";
import { absoluteName, relativeName } from "../formats/zone-name.ts";
import type { DnsRecord } from "./dns-record-vars.ts";

type Given = z.output<typeof DnsRecord>;

/** Makes the records of a zone file of one that a person wrote: one for each value. */
export function givenRecords(given: Given, zone: string): readonly ZoneRecord[] {
  const { name, ttl, type } = given;
  const owner = nameIn(name, zone);
  return dataOf(given, zone).map((data) => ({ owner, ...(ttl !== undefined && { ttl }), type, data }));
}

/** A name that a person wrote, as a zone's file has it: `@`, `www`, or absolute where it lies outside. */
export function nameIn(name: string, zone: string): string {
  return relativeName(absoluteOf(name, zone), zone);
}

/** The same with its last dot, whether it lies inside or outside. */
export function absoluteOf(name: string, zone: string): string {
  return absoluteName(name, `${zone}.`) ?? name;
}

function dataOf(given: Given, zone: string): readonly string[] {
  const name = (one: string): string => nameIn(one, zone);
  switch (given.type) {
    case "A":
      return given.value;
    case "AAAA":
      return given.value.map(shortAddress);
    case "TXT":
      return given.value.map(renderStrings);
    case "NS":
    case "PTR":
      return given.value.map(name);
    case "CNAME":
      return [name(given.value)];
    case "MX":
      return [`${given.preference} ${name(given.exchange)}`];
    case "SRV":
      return [`${given.priority} ${given.weight} ${given.port} ${name(given.target)}`];
    case "CAA":
      return [`${given.flags} ${given.tag} ${renderStrings(given.value)}`];
    case "TLSA":
      return [`${given.usage} ${given.selector} ${given.matching} ${given.data}`];
  }
}

/** The records of the variable `caa`: `0 issue "letsencrypt.org"`. */
export function authorityRecords(authorities: readonly string[]): readonly ZoneRecord[] {
  return authorities.map((text) => {
    const [flags = "", tag = "", ...value] = text.split(" ");
    return { owner: "@", type: "CAA", data: `${flags} ${tag} ${quoteString(value.join(" "))}` };
  });
}
