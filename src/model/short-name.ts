import { sha256 } from "./blob.ts";

/** Characters up to which a name is a part of an id as it is. */
const LIMIT = 1000;

/** The name, or the beginning and the digest of one that is very long: an id is carried about in scripts, stamps, the manifest and titles. */
export function shortName(name: string): string {
  if (name.length <= LIMIT) return name;
  const beginning = name.slice(0, 200).replace(/[\uD800-\uDBFF]$/, "");
  return `${beginning}… ${sha256(name)}`;
}
