import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { LocalFile } from "../model/blob.ts";

const CHUNK_BYTES = 1 << 20;

/**
 * Names a file of the controller as content for a host. Its digest is computed here, a megabyte at a time; its bytes are read again when they
 * are sent, so that memory stays flat however large it is.
 *
 * @example file({ path: "/srv/logo.png", content: localFile(new URL("logo.png", import.meta.url)) })
 */
export function localFile(path: string | URL): LocalFile {
  const localPath = typeof path === "string" ? resolve(path) : fileURLToPath(path);
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const file = openSync(localPath, "r");
  let size = 0;
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, read));
      size += read;
    }
  } finally {
    closeSync(file);
  }
  return { localPath, size, sha256: hash.digest("hex") };
}
