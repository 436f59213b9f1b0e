import type { Secret } from "./secret.ts";

/** A file that the controller must have before a role can say what it wants. */
export type Download = PackageFile | ArchiveFile | RepositoryFile;

/** One file of an npm package, from the registry that npm is set to; npm checks it against the registry's digest. */
export interface PackageFile {
  readonly package: string;
  /** As npm takes it: `^2`. */
  readonly range: string;
  /** Its path inside the package. */
  readonly file: string;
  /** It is fetched again when it is older, days; where that fails, the old one stays in use. */
  readonly maxAgeDays: number;
}

/** One file of a packed folder (.tar.gz) that a server offers beside its digest. */
export interface ArchiveFile {
  readonly url: string;
  /** Where the archive's SHA-256 stands, in the form of sha256sum(1). */
  readonly sha256Url: string;
  /** By HTTP's basic authentication, to that server alone. */
  readonly login?: { readonly name: string; readonly password: Secret };
  /** Its path inside the folder. */
  readonly file: string;
  readonly maxAgeDays: number;
}

/** A file or folder of the repository itself. */
export interface RepositoryFile {
  /** From the repository's top, or absolute. */
  readonly path: string;
  /** The place in the inventory that names it, for who has to mend it. */
  readonly where: string;
  /** Whether it is a folder. Default: a file. */
  readonly isFolder?: boolean;
}

/** Where the files of downloads are on the controller, by `downloadKey`. */
export type Downloads = ReadonlyMap<string, string>;

/** Tells one download from another. */
export function downloadKey(download: Download): string {
  if ("path" in download) return download.path;
  return "url" in download ? `${download.url}/${download.file}` : `${download.package}@${download.range}/${download.file}`;
}
