import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type ArchiveFile, type Download, downloadKey, type Downloads, type PackageFile, type RepositoryFile } from "../model/download.ts";
import { Failure, Failures } from "../model/failure.ts";
import { whyNoFile } from "./why-no-file.ts";

const DAY_MS = 86_400_000;

/** How long an old file is used without another try to fetch it, after one that failed. */
const TRY_AGAIN_MS = 3_600_000;

/** Fetching what is needed at once may take this long; where an old file can stand in, much less. */
const TIMEOUT_MS = 300_000;
const REFRESH_TIMEOUT_MS = 30_000;

/** Where downloads of a repository are kept, and who is told what could not be refreshed. */
export interface DownloadPlace {
  readonly repository: string;
  notice(message: string): void;
}

type Fetched = PackageFile | ArchiveFile;

/**
 * Makes sure that the files of downloads are there: those that are fetched in `.infra/downloads` of the repository. One that is young enough costs one look
 * at the disk; an old one is fetched again, and stays in use, with a notice, where that fails. Throws `DOWNLOAD_FAILED` for all that are not there and
 * cannot be had, and `VARS_INVALID` for files that the repository does not have.
 */
export async function fetchDownloads(wanted: readonly Download[], place: DownloadPlace): Promise<Downloads> {
  const distinct = new Map(wanted.map((one) => [downloadKey(one), one]));
  const failures: Failure[] = [];
  const paths = new Map<string, string>();
  for (const [key, one] of distinct) {
    const path = pathOf(one, place);
    paths.set(key, path);
    if (!("path" in one)) await ensure(one, path, place).catch((error: unknown) => failures.push(failed(one, error)));
    else failures.push(...noFile(one, path));
  }
  if (failures.length > 0) throw new Failures(failures);
  return paths;
}

/** The downloads that are on the disk already, however old: for a look that shall not touch the network. */
export function knownDownloads(wanted: readonly Download[], place: Pick<DownloadPlace, "repository">): Downloads {
  const there = wanted.map((one) => [downloadKey(one), pathOf(one, place)] as const).filter(([, path]) => whyNoFile(path) === undefined);
  return new Map(there);
}

/** Each download has a folder of its own, named so that a reader knows it. */
function pathOf(one: Download, { repository }: Pick<DownloadPlace, "repository">): string {
  if ("path" in one) return resolve(repository, one.path);
  const source = "url" in one ? one.url : `${one.package}@${one.range}`;
  return join(repository, ".infra", "downloads", source.replaceAll(/[^\w.@^~-]+/g, "+"), basename(one.file));
}

async function ensure(one: Fetched, path: string, place: DownloadPlace): Promise<void> {
  const age = ageMs(path);
  if (age < one.maxAgeDays * DAY_MS) return;
  const isThere = age !== Infinity;
  try {
    if (isThere && ageMs(triedMark(path)) < TRY_AGAIN_MS) throw new Error("it was tried within the last hour");
    await refresh(one, path, { ...place, timeoutMs: isThere ? REFRESH_TIMEOUT_MS : TIMEOUT_MS });
  } catch (error) {
    if (!isThere) throw error;
    if (ageMs(triedMark(path)) >= TRY_AGAIN_MS) writeFileSync(triedMark(path), "");
    place.notice(`Cannot fetch ${nameOf(one)} again: the file from ${Math.floor(age / DAY_MS)} days ago stays in use`);
  }
}

/** Its time is that of the last try that failed. */
function triedMark(path: string): string {
  return `${path}.tried`;
}

function ageMs(path: string): number {
  const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return mtimeMs === undefined ? Infinity : Date.now() - mtimeMs;
}

async function refresh(
  one: Fetched,
  path: string,
  { repository, timeoutMs }: DownloadPlace & { readonly timeoutMs: number },
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = mkdtempSync(join(repository, ".infra", "downloads", "fetch-"));
  try {
    const fetched = await fetchFile(one, { folder: temporary, repository, timeoutMs });
    utimesSync(fetched, new Date(), new Date());
    renameSync(fetched, path);
    rmSync(triedMark(path), { force: true });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function fetchFile(
  one: Fetched,
  { folder, repository, timeoutMs }: { readonly folder: string; readonly repository: string; readonly timeoutMs: number },
): Promise<string> {
  if ("url" in one) {
    const { fetchArchiveFile } = await import("../transport/fetch-archive.ts");
    return await fetchArchiveFile(one, { folder, timeoutMs });
  }
  const { fetchPackageFile } = await import("../transport/fetch-package.ts");
  return await fetchPackageFile({ ...one, name: one.package }, { folder, cwd: repository, timeoutMs });
}

function nameOf(one: Fetched): string {
  return "url" in one ? one.url : one.package;
}

function failed(one: Fetched, cause: unknown): Failure {
  const own = "A file of your own can stand in for it, see the role that asks for it";
  if ("url" in one) {
    return new Failure("DOWNLOAD_FAILED", one.url, `Cannot fetch ${one.file} from ${new URL(one.url).host}`, { hint: own, cause });
  }
  return new Failure("DOWNLOAD_FAILED", one.package, `Cannot fetch ${one.file} of the npm package ${one.package}@${one.range}`, {
    hint: `Does \`npm ping\` reach the registry? ${own}`,
    cause,
  });
}

function noFile({ path, where, isFolder }: RepositoryFile, found: string): readonly Failure[] {
  const reason = whyNoFile(found, isFolder);
  return reason === undefined ? [] : [new Failure("VARS_INVALID", where, `Cannot read "${path}" of the repository: ${reason}`)];
}
