import { join } from "node:path";
import { execa } from "execa";

/**
 * Puts one file of an npm package into a folder and returns its path there. npm itself fetches the package: its registry, proxy and login are those
 * that it is set to, and it checks the package's integrity. Throws what npm or tar say.
 */
export async function fetchPackageFile(
  { name, range, file }: { readonly name: string; readonly range: string; readonly file: string },
  folder: string,
): Promise<string> {
  const { stdout } = await execa("npm", ["pack", `${name}@${range}`, "--json", "--pack-destination", folder], { timeout: 300_000 });
  const packed = JSON.parse(stdout) as readonly { readonly filename: string }[];
  const tarball = join(folder, packed.at(-1)?.filename.replace("@", "").replace("/", "-") ?? "");
  await execa("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1", `package/${file}`]);
  return join(folder, file);
}
