import { Buffer } from "node:buffer";
import { Reader, type Response } from "mmdb-lib";
import { Failure } from "../model/failure.ts";

/** A network of the database with what it says of it. */
export interface KnownNetwork {
  readonly family: 4 | 6;
  /** Of the first address. */
  readonly first: bigint;
  /** Bits that count: 0 to 32, or to 128. */
  readonly prefix: number;
  /** Values of the keys, joined by `;`, one that is not there as `*`. */
  readonly view: string;
}

/** A database of countries by network, in MaxMind's format (MaxMind DB File Format Specification 2.0). */
export interface CountryDatabase {
  /** ISO 8601: when it was made. */
  readonly builtAt: string;
  /** What it says of an address, as the keys' values; `undefined` for an address that it does not know. */
  lookup(address: string, keys: readonly string[]): { readonly view: string; readonly prefix: number } | undefined;
  /** All networks that it knows, in order; those of IPv4 come once, not again by their forms in IPv6. */
  networks(keys: readonly string[]): Iterable<KnownNetwork>;
  /** Keys that none of the records near its beginning has. */
  missingKeys(keys: readonly string[]): readonly string[];
}

/** How many records are looked at before a key counts as missing. */
const LOOKED_AT = 1000;

/** Opens a database that is in memory as a whole. Throws `GEO_INVALID` where it is none, or cut short. */
export function openCountryDatabase(bytes: Uint8Array, where: string): CountryDatabase {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = readerOf(buffer, where);
  const { metadata } = reader;

  return {
    builtAt: metadata.buildEpoch.toISOString(),
    lookup(address, keys) {
      const [found, prefix] = reader.getWithPrefixLength(address);
      return found === null ? undefined : { view: viewOf(found, keys), prefix };
    },
    *networks(keys) {
      const views = new Map<number, string>();
      for (const { family, first, prefix, leaf } of leaves(buffer, metadata)) {
        const view = views.get(leaf) ?? viewOf(reader.get(textOf(first, family)), keys);
        views.set(leaf, view);
        yield { family, first, prefix, view };
      }
    },
    missingKeys(keys) {
      const seen = new Set<string>();
      let left = LOOKED_AT;
      for (const { family, first } of leaves(buffer, metadata)) {
        const found = reader.get(textOf(first, family));
        for (const key of keys) if (valueAt(found, key) !== undefined) seen.add(key);
        if (seen.size === keys.length || --left === 0) break;
      }
      return keys.filter((key) => !seen.has(key));
    },
  };
}

/** Writes an address from its number. */
export function textOf(address: bigint, family: 4 | 6): string {
  const [size, count, radix, separator] = family === 4 ? ([8n, 4, 10, "."] as const) : ([16n, 8, 16, ":"] as const);
  const groups = Array.from({ length: count }, (_, index) => (address >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n));
  return groups.map((group) => group.toString(radix)).join(separator);
}

function readerOf(buffer: Buffer, where: string): Reader<Response> {
  try {
    const reader = new Reader<Response>(buffer);
    reader.get("192.0.2.1");
    if (reader.metadata.searchTreeSize < buffer.length) return reader;
  } catch (cause) {
    throw invalid(where, cause);
  }
  throw invalid(where, undefined);
}

function invalid(where: string, cause: unknown): Failure {
  return new Failure("GEO_INVALID", where, "Cannot read the country database: it is not in MaxMind's format, or cut short", { cause });
}

interface Leaf {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly prefix: number;
  /** Where its record is: the same for many networks. */
  readonly leaf: number;
}

type Tree = Pick<Reader<Response>["metadata"], "nodeCount" | "recordSize" | "nodeByteSize" | "ipVersion">;

/** Walks the search tree. IPv4 lies below ::/96 of a tree for IPv6; ::ffff:0:0/96, 2002::/16 and 2001::/32 lead there too, and are passed over. */
function* leaves(buffer: Buffer, tree: Tree): Iterable<Leaf> {
  const bits = tree.ipVersion === 4 ? 32 : 128;
  const v4Root = bits === 32 ? 0 : descend(buffer, tree);
  const stack = [{ node: 0, depth: 0, path: 0n }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { node, depth, path } = at;
    if (node > tree.nodeCount) yield leafOf(node, { depth, path, bits });
    if (node >= tree.nodeCount) continue;
    const isAlias = node === v4Root && bits === 128 && path !== 0n;
    if (isAlias) continue;
    for (const side of [1, 0] as const) {
      stack.push({ node: child(buffer, tree, { node, side }), depth: depth + 1, path: path * 2n + BigInt(side) });
    }
  }
}

function leafOf(leaf: number, { depth, path, bits }: { readonly depth: number; readonly path: bigint; readonly bits: number }): Leaf {
  const first = path << BigInt(bits - depth);
  const isV4 = bits === 32 || (depth >= 96 && first < 1n << 32n);
  return { family: isV4 ? 4 : 6, first, prefix: isV4 && bits === 128 ? depth - 96 : depth, leaf };
}

/** The node under which IPv4 lies: 96 times to the left. */
function descend(buffer: Buffer, tree: Tree): number {
  let node = 0;
  for (let depth = 0; depth < 96 && node < tree.nodeCount; depth++) node = child(buffer, tree, { node, side: 0 });
  return node;
}

function child(
  buffer: Buffer,
  { recordSize, nodeByteSize }: Tree,
  { node, side }: { readonly node: number; readonly side: 0 | 1 },
): number {
  const at = node * nodeByteSize;
  if (recordSize === 24) return buffer.readUIntBE(at + side * 3, 3);
  if (recordSize === 32) return buffer.readUInt32BE(at + side * 4);
  const middle = buffer[at + 3] ?? 0;
  const high = side === 0 ? middle >> 4 : middle & 0x0f;
  return high * 2 ** 24 + buffer.readUIntBE(at + side * 4, 3);
}

function viewOf(record: unknown, keys: readonly string[]): string {
  return keys.map((key) => valueAt(record, key) ?? "*").join(";");
}

function valueAt(record: unknown, key: string): string | undefined {
  const value = key.split("/").reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), record);
  return typeof value === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
