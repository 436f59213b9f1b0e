import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { keyType } from "./host-key.ts";
import { type KnownHost, parseKnownHosts } from "./known-hosts.ts";

/** Reads several known_hosts files; one that is not there or not readable knows nothing, as with OpenSSH. */
export async function loadKnownHosts(files: readonly string[]): Promise<readonly KnownHost[]> {
  const entries = await Promise.all(files.map(async (file) => parseKnownHosts(await readFile(file, "utf8").catch(() => ""), file)));
  return entries.flat();
}

/** Appends a host's key to a known_hosts file in one write, so that several runs at once cannot mix their lines. The name is not hashed. */
export async function recordHostKey(file: string, name: string, key: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, "a+", 0o600);
  try {
    const { size } = await handle.stat();
    const last = await handle.read({ buffer: Buffer.alloc(1), position: Math.max(0, size - 1) });
    const unfinished = last.bytesRead === 1 && last.buffer.toString() !== "\n";
    await handle.write(`${unfinished ? "\n" : ""}${name} ${keyType(key)} ${Buffer.from(key).toString("base64")}\n`);
  } finally {
    await handle.close();
  }
}
