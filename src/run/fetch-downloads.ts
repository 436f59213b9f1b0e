import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { type Download, downloadKey, type Downloads } from "../model/download.ts";
import { Failure, Failures } from "../model/failure.ts";

const DAY_MS = 86_400_000;

/** Where downloads of a repository are kept, and who is told what could not be refreshed. */
export interface DownloadPlace {
  readonly repository: string;
  notice(message: string): void;
  /** Fetches a file of a package into a folder and returns its path. Default: by npm. */
  fetchFile?(download: Download, folder: string): Promise<string>;
}

/**
 * Makes sure that the files of downloads are in `.infra/downloads` of the repository. One that is young enough costs one look at the disk; an old one is
 * fetched again, and stays in use, with a notice, where that fails. Throws `DOWNLOAD_FAILED` for all that are not there and cannot be had.
 */
export async function fetchDownloads(wanted: readonly Download[], place: DownloadPlace): Promise<Downloads> {
  const distinct = new Map(wanted.map((one) => [downloadKey(one), one]));
  const failures: Failure[] = [];
  const paths = new Map<string, string>();
  for (const [key, one] of distinct) {
    const path = pathOf(one, place);
    paths.set(key, path);
    if (!isYoung(path, one)) await refresh(one, path, place).catch((error: unknown) => failures.push(failed(one, error)));
  }
  if (failures.length > 0) throw new Failures(failures);
  return paths;
}

/** The downloads that are on the disk already, however old: for a look that shall not touch the network. */
export function knownDownloads(wanted: readonly Download[], place: Pick<DownloadPlace, "repository">): Downloads {
  const there = wanted.map((one) => [downloadKey(one), pathOf(one, place)] as const).filter(([, path]) => existsSync(path));
  return new Map(there);
}

function pathOf({ package: name, file }: Download, { repository }: Pick<DownloadPlace, "repository">): string {
  return join(repository, ".infra", "downloads", name.replaceAll("/", "+"), file);
}

function isYoung(path: string, { maxAgeDays }: Download): boolean {
  return existsSync(path) && Date.now() - statSync(path).mtimeMs < maxAgeDays * DAY_MS;
}

async function refresh(one: Download, path: string, { repository, notice, fetchFile = byNpm }: DownloadPlace): Promise<void> {
  const folder = join(repository, ".infra", "downloads");
  mkdirSync(join(path, ".."), { recursive: true });
  const temporary = mkdtempSync(join(folder, "fetch-"));
  try {
    const fetched = await fetchFile(one, temporary);
    utimesSync(fetched, new Date(), new Date());
    renameSync(fetched, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
    const days = Math.floor((Date.now() - statSync(path).mtimeMs) / DAY_MS);
    notice(`Cannot fetch ${one.package} again: the file from ${days} days ago stays in use`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function byNpm({ package: name, range, file }: Download, folder: string): Promise<string> {
  const { fetchPackageFile } = await import("../transport/fetch-package.ts");
  return await fetchPackageFile({ name, range, file }, folder);
}

function failed(one: Download, cause: unknown): Failure {
  return new Failure("DOWNLOAD_FAILED", one.package, `Cannot fetch ${one.file} of the npm package ${one.package}@${one.range}`, {
    hint: "Does `npm ping` reach the registry? A file of your own can stand in for it, see the role that asks for it",
    cause,
  });
}
