/** A file that the controller must have before a role can say what it wants: one file of an npm package, from the registry that npm is set to. */
export interface Download {
  readonly package: string;
  /** As npm takes it: `^2`. */
  readonly range: string;
  /** Its path inside the package. */
  readonly file: string;
  /** It is fetched again when it is older, days; where that fails, the old one stays in use. */
  readonly maxAgeDays: number;
}

/** Where the files of downloads are on the controller, by `downloadKey`. */
export type Downloads = ReadonlyMap<string, string>;

/** Tells one download from another. */
export function downloadKey({ package: name, range, file }: Download): string {
  return `${name}@${range}/${file}`;
}
