/** A file, a symlink or (without either) a folder of an archive; it belongs to root. */
export interface TarEntry {
  /** Relative; at most 100 characters. */
  readonly path: string;
  readonly mode: number;
  readonly content?: string | Uint8Array;
  /** Where a symlink leads; at most 100 characters. */
  readonly link?: string;
}

const BLOCK = 512;

/** Packs a few small files as the engine takes them: the `ustar` format of POSIX.1-2024 (pax), without times. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => [header(entry), padded(bytesOf(entry))]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/** The content of the first file of an archive. */
export function untar(archive: Buffer): Buffer {
  const size = Number.parseInt(archive.toString("latin1", 124, 135), 8);
  return archive.subarray(BLOCK, BLOCK + size);
}

function bytesOf({ content = "" }: TarEntry): Buffer {
  return typeof content === "string" ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

function header(entry: TarEntry): Buffer {
  const { path, mode, link } = entry;
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(bytesOf(entry).length, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(" ".repeat(8), 148);
  block.write(typeOf(entry), 156);
  block.write(link ?? "", 157);
  block.write("ustar\u000000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)}\0`, 148);
  return block;
}

function typeOf({ content, link }: TarEntry): string {
  if (link !== undefined) return "2";
  return content === undefined ? "5" : "0";
}

function octal(value: number, size: number): string {
  return value.toString(8).padStart(size - 1, "0");
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}
