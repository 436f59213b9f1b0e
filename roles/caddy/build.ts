import { type Fact, FromHost, fromHost, missing, packageVersion, sh } from "geosteer";

/** A Caddy as it is on a host. */
export interface Build {
  /** As it says itself, `2.6.2`; `undefined` where it says no number, as one that was built from a working folder. */
  readonly version: string | undefined;
  readonly modules: readonly string[];
}

/** Asks Caddy itself, by its path: 30 ms. `undefined`: there is none. */
export const caddyBuild: Fact<string, Build | undefined> = {
  name: "caddy-build",
  script: (paths) => sh`for binary in ${paths}; do
  if [ -x "$binary" ]; then
    timeout 10 "$binary" version && timeout 10 "$binary" list-modules || exit
  fi
  printf '\0'
done`,
  parse(output, paths) {
    const parts = Buffer.from(output).toString().split("\0");
    return paths.map((_, index) => parseBuild(parts[index] ?? ""));
  },
};

function parseBuild(text: string): Build | undefined {
  if (text === "") return undefined;
  const [version = "", ...modules] = text.split("\n");
  return { version: numberOf(version), modules: modules.filter((line) => /^[a-z]/.test(line)) };
}

/** Without an epoch and whatever a distribution adds. */
function numberOf(version: string): string | undefined {
  return /^(?:\d+:)?v?(\d+\.\d+\.\d+)/.exec(version)?.[1];
}

/**
 * The Caddy that will run: the one at the path, else the package that apt would install, which has no module beside the standard ones and may be
 * of a version that is not known yet. `undefined` where nobody can tell.
 */
export function buildOf(path: string, { isPackage }: { readonly isPackage: boolean }): FromHost<Build | undefined> {
  const candidate = fromHost(packageVersion, "caddy", (version) => version);
  return new FromHost(async (ask) => {
    const [seen, version] = await Promise.all([ask(caddyBuild, path), isPackage ? candidate.resolve(ask) : undefined]);
    if (seen !== missing && seen !== undefined) return seen;
    return isPackage ? { version: numberOf(version ?? ""), modules: [] } : undefined;
  });
}
