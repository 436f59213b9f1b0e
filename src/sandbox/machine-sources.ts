import { execa } from "execa";
import { LIST_URIS, parseUris } from "./apt-sources.ts";
import type { Machine } from "./recipe.ts";

/** Where this machine's packages come from; `undefined` where images cannot be made from there: it is no Debian or has no mmdebstrap. */
export async function machineSources(): Promise<Machine | undefined> {
  const [apt, ...options] = LIST_URIS;
  const [release, mmdebstrap, uris] = await Promise.all([
    execa("sh", ["-c", '. /etc/os-release && echo "$ID $VERSION_CODENAME"'], { reject: false }),
    execa("mmdebstrap", ["--version"], { reject: false }),
    execa(apt, options, { reject: false }),
  ]);
  if (mmdebstrap.exitCode !== 0 || uris.exitCode !== 0) return undefined;
  const [id, codename] = release.stdout.split(" ");
  if (id !== "debian" || codename === undefined) return undefined;
  return { codename, sources: parseUris(uris.stdout) };
}
