import { Buffer } from "node:buffer";
import { parseIpRange } from "../../src/model/ip-range.ts";

/** A network with the record that a database holds of it. */
export type Known = readonly [network: string, record: Readonly<Record<string, unknown>>];

/** How a database is made. */
export interface Making {
  /** Default 6: IPv4 lies in ::/96. */
  readonly ipVersion?: 4 | 6;
  /** Bits of a pointer in the tree. Default 24. */
  readonly recordSize?: 24 | 28 | 32;
  /** Whether ::ffff:0:0/96 and 2002::/16 lead to IPv4's tree too, as MaxMind makes them. Default false. */
  readonly hasAliases?: boolean;
}

type Child = Node | { readonly record: string } | undefined;

interface Node {
  readonly sides: [Child, Child];
}

const MARKER = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");

/** Makes a small country database in MaxMind's format (MaxMind DB File Format Specification 2.0). Networks must not overlap. */
export function madeDatabase(
  known: readonly Known[],
  { ipVersion = 6, recordSize = 24, hasAliases = false }: Making = {},
): Uint8Array<ArrayBuffer> {
  const root: Node = { sides: [undefined, undefined] };
  for (const [network, record] of known) insert(root, bitsOf(network, ipVersion), { record: JSON.stringify(record) });
  if (hasAliases) {
    const v4 = at(root, "0".repeat(96));
    insert(root, bitsOf("::ffff:0:0/96", 6), v4);
    insert(root, bitsOf("2002::/16", 6), v4);
  }
  const { data, offsets } = encodeRecords(known);
  const metadata = {
    binary_format_major_version: unsigned(2, 5),
    binary_format_minor_version: unsigned(0, 5),
    build_epoch: unsigned(1_780_000_000, 9),
    database_type: "Country",
    description: { en: "made for a test" },
    ip_version: unsigned(ipVersion, 5),
    languages: ["en"],
    node_count: nodesOf(root).length,
    record_size: unsigned(recordSize, 5),
  };
  const tree = encodeTree(root, { recordSize, offsets });
  return Uint8Array.from(Buffer.concat([tree, Buffer.alloc(16), data, MARKER, encode(metadata)]));
}

/** Bits of a network's prefix; IPv4 is put below ::/96 of a tree for IPv6. */
function bitsOf(network: string, ipVersion: 4 | 6): string {
  const { family, first } = parseIpRange(network);
  const width = family === 4 ? 32 : 128;
  const prefix = Number(network.split("/")[1] ?? width);
  const bits = first.toString(2).padStart(width, "0").slice(0, prefix);
  return family === 4 && ipVersion === 6 ? "0".repeat(96) + bits : bits;
}

function insert(root: Node, bits: string, leaf: Child): void {
  let node = root;
  [...bits].forEach((bit, index) => {
    const side = bit === "1" ? 1 : 0;
    if (index === bits.length - 1) node.sides[side] = leaf;
    else {
      const next = node.sides[side];
      if (next !== undefined && !("sides" in next)) throw new TypeError(`Cannot make the database: networks overlap at ${bits}`);
      const child: Node = next ?? { sides: [undefined, undefined] };
      node.sides[side] = child;
      node = child;
    }
  });
}

function at(root: Node, bits: string): Child {
  return [...bits].reduce<Child>(
    (node, bit) => (node !== undefined && "sides" in node ? node.sides[bit === "1" ? 1 : 0] : undefined),
    root,
  );
}

/** Each node once, also where two ways lead to it. */
function nodesOf(root: Node): readonly Node[] {
  const nodes = new Set([root]);
  for (const { sides } of nodes) for (const side of sides) if (side !== undefined && "sides" in side) nodes.add(side);
  return [...nodes];
}

function encodeTree(root: Node, { recordSize, offsets }: { recordSize: 24 | 28 | 32; offsets: ReadonlyMap<string, number> }): Buffer {
  const nodes = nodesOf(root);
  const numbers = new Map(nodes.map((node, index) => [node, index]));
  const pointer = (child: Child): number => {
    if (child === undefined) return nodes.length;
    return "sides" in child ? (numbers.get(child) ?? 0) : nodes.length + 16 + (offsets.get(child.record) ?? 0);
  };
  return Buffer.concat(nodes.map(({ sides: [left, right] }) => encodeNode(pointer(left), pointer(right), recordSize)));
}

function encodeNode(left: number, right: number, recordSize: 24 | 28 | 32): Buffer {
  const node = Buffer.alloc(recordSize / 4);
  if (recordSize === 32) {
    node.writeUInt32BE(left, 0);
    node.writeUInt32BE(right, 4);
    return node;
  }
  node.writeUIntBE(left & 0xffffff, 0, 3);
  node.writeUIntBE(right & 0xffffff, recordSize === 24 ? 3 : 4, 3);
  if (recordSize === 28) node[3] = ((left >> 24) << 4) | (right >> 24);
  return node;
}

/** Each different record once. */
function encodeRecords(known: readonly Known[]): { readonly data: Buffer; readonly offsets: ReadonlyMap<string, number> } {
  const offsets = new Map<string, number>();
  const parts: Buffer[] = [];
  let size = 0;
  for (const [, record] of known) {
    const key = JSON.stringify(record);
    if (offsets.has(key)) continue;
    offsets.set(key, size);
    const bytes = encode(record);
    parts.push(bytes);
    size += bytes.length;
  }
  return { data: Buffer.concat(parts), offsets };
}

/** Types of the format's data section; sizes up to 284. What is bytes is encoded already. */
function encode(value: unknown): Buffer {
  if (value instanceof Buffer) return value;
  if (typeof value === "string") return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === "number") return unsigned(value, 6);
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)]);
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return Buffer.concat([control(7, entries.length), ...entries.flatMap(([key, one]) => [encode(key), encode(one)])]);
}

function control(type: number, size: number): Buffer {
  const [short, more] = size < 29 ? [size, []] : [29, [size - 29]];
  return Buffer.from(type < 8 ? [(type << 5) | short, ...more] : [short, type - 7, ...more]);
}

/** Type 5 has up to 16 bits, 6 up to 32, 9 up to 64: readers want each number in its own. */
function unsigned(value: number, type: 5 | 6 | 9): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  const shown = type === 5 ? bytes.subarray(2) : bytes;
  return Buffer.concat([control(type, shown.length), shown]);
}
