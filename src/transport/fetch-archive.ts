import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { ArchiveFile } from "../model/download.ts";

/**
 * Puts one file of a packed folder into a folder and returns its path there, after the archive fits the digest that the server names. A login goes to the
 * URLs' own server alone, not to one that it leads on to. Throws where the server refuses, or what it sends is not whole.
 */
export async function fetchArchiveFile(
  { url, sha256Url, login, file }: ArchiveFile,
  { folder, timeoutMs }: { readonly folder: string; readonly timeoutMs: number },
): Promise<string> {
  const headers = login && { authorization: `Basic ${Buffer.from(`${login.name}:${login.password.reveal()}`).toString("base64")}` };
  const signal = AbortSignal.timeout(timeoutMs);
  const get = async (from: string): Promise<Buffer> => {
    const response = await fetch(from, { signal, ...(headers && { headers }) });
    if (!response.ok) throw new Error(`${new URL(from).host} answers ${response.status} ${response.statusText}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const wanted = /^[0-9a-f]{64}/i.exec((await get(sha256Url)).toString("latin1"))?.[0].toLowerCase();
  if (wanted === undefined) throw new Error(`${new URL(sha256Url).host} names no SHA-256`);
  const archive = await get(url);
  const digest = createHash("sha256").update(archive).digest("hex");
  if (digest !== wanted) throw new Error(`the archive's SHA-256 is ${digest}, and its server names ${wanted}`);
  const unpacked = join(folder, "unpacked");
  await mkdir(unpacked);
  await writeFile(join(folder, "archive.tar.gz"), archive);
  await execa("tar", ["-xzf", join(folder, "archive.tar.gz"), "-C", unpacked, "--strip-components=1"]);
  return join(unpacked, file);
}
