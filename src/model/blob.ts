import { createHash } from "node:crypto";
import { type Command, sh } from "../shell/sh.ts";
import { Secret } from "./secret.ts";

/** Bytes that travel raw beside a script: known by their digest, held in memory or read from a file of the controller when they are sent. */
export interface Blob {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly source: { readonly bytes: Uint8Array } | { readonly path: string } | { readonly secret: Secret };
  /** It holds a secret: it is never shown, saved with a plan, or staged on a host's disk. */
  readonly isSecret?: true;
}

/** A file on the controller whose digest is known; its bytes are read when they are sent, never held in memory as a whole. */
export interface LocalFile {
  readonly localPath: string;
  readonly size: number;
  readonly sha256: string;
}

/** Makes a blob of text (as UTF-8), bytes, a local file or a secret. */
export function blob(content: string | Uint8Array | LocalFile | Secret): Blob {
  if (content instanceof Secret) return { ...blob(content.bytes()), source: { secret: content }, isSecret: true };
  if (typeof content !== "string" && "localPath" in content) {
    return { sha256: content.sha256, size: content.size, source: { path: content.localPath } };
  }
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return { sha256: sha256(bytes), size: bytes.length, source: { bytes } };
}

/** Names a blob inside a change's command: the path of the received bytes on the host, readable by root only. */
export function blobPath({ sha256: digest }: Blob): Command {
  return sh`"$blobs"/${digest}`;
}

/** SHA-256 as lower-case hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
