import { join } from "node:path";
import { execa } from "execa";

/** Where a package's file is put, and how long that may take. */
export interface PackageFetch {
  readonly folder: string;
  /** Whose `.npmrc` holds, beside the user's own. */
  readonly cwd: string;
  readonly timeoutMs: number;
}

/** A registry that does not answer is asked twice, soon after another: npm's own patience is minutes. */
const PATIENCE = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=3000", "--fetch-timeout=60000"];

/**
 * Puts one file of an npm package into a folder and returns its path there. npm itself fetches the package: its registry, proxy and login are those
 * that it is set to, and it checks the package's integrity. Throws what npm or tar say.
 */
export async function fetchPackageFile(
  { name, range, file }: { readonly name: string; readonly range: string; readonly file: string },
  { folder, cwd, timeoutMs }: PackageFetch,
): Promise<string> {
  // With the user's cache, npm would hand over what it has where the registry cannot be reached, as if it were new.
  const options = ["--json", "--ignore-scripts", "--cache", join(folder, "npm-cache"), ...PATIENCE];
  const words = ["pack", `${name}@${range}`, "--pack-destination", folder, ...options];
  const { stdout } = await execa("npm", words, { cwd, timeout: timeoutMs });
  const packed = JSON.parse(stdout) as readonly { readonly filename: string }[];
  const tarball = join(folder, packed.at(-1)?.filename.replace("@", "").replace("/", "-") ?? "");
  await execa("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1", `package/${file}`]);
  return join(folder, file);
}
