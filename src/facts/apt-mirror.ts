import { type AptSource, parseAptSources } from "../formats/apt-sources.ts";
import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { sh } from "../shell/sh.ts";
import { parseOsRelease } from "./os-release.ts";

/** The archive that a host takes its own Debian release from. */
export interface AptMirror {
  /** As it stands in the host's sources, without a slash at its end. */
  readonly uri: string;
  readonly components: readonly string[];
  /** What the host's entry says in `Signed-By`; `undefined` where it trusts apt's default keys. */
  readonly keyring: string | undefined;
}

const RELEASE_NAMES = ["stable", "oldstable", "testing", "unstable", "sid"];

/**
 * Asks which mirror a host's own apt sources name for its release (never the security archive, nor a third party's), so that further
 * suites come from the same place and no mirror is named in a playbook.
 *
 * @example aptRepository({ name: "backports", uris: [fromHost(aptMirror, "", ({ uri }) => uri)],
 *   suites: [fromHost(osRelease, "", ({ codename }) => `${codename}-backports`)], components: ["main"],
 *   signedBy: fromHost(aptMirror, "", ({ keyring }) => keyring) })
 */
export const aptMirror: Fact<"", AptMirror> = {
  name: "apt-mirror",
  script: () => sh`cat /etc/os-release || exit
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ -f "$file" ] || continue
  printf '\0%s\0' "$file"
  cat "$file" || exit
done`,
  parse(output, args) {
    const text = Buffer.from(output).toString();
    const [release = ""] = text.split("\0", 1);
    const sources = [...text.matchAll(/\0([^\0]*)\0([^\0]*)/g)].flatMap(([, path = "", content = ""]) => parseAptSources(path, content));
    const answer = findMirror(release, sources);
    return args.map(() => answer);
  },
};

function findMirror(release: string, sources: readonly AptSource[]): AptMirror | Failure {
  const os = parseOsRelease(release);
  if (os instanceof Failure) return os;
  const enabled = sources.filter(({ enabled, types }) => enabled && types.includes("deb"));
  const own = enabled.filter(
    ({ suites, components }) => suites.some((suite) => isRelease(suite, os.codename)) && components.includes("main"),
  );
  const [best] = own.filter((source) => evidence(source, enabled) > 0).sort((a, b) => evidence(b, enabled) - evidence(a, enabled));
  const uri = best?.uris[0];
  if (best === undefined || uri === undefined) {
    return new Failure(
      "FACT_FAILED",
      "apt-mirror",
      `Cannot find the host's Debian mirror: no entry in its apt sources serves "${os.codename}" main`,
      {
        hint: "Name the mirror in the playbook instead of taking it from the host.",
      },
    );
  }
  return { uri: uri.replace(/\/+$/, ""), components: best.components, keyring: best.signedBy };
}

function isRelease(suite: string, codename: string): boolean {
  return suite === codename || RELEASE_NAMES.includes(suite);
}

/** How sure it is that an entry for the release is Debian's own archive: others use the same suite and component names. */
function evidence(source: AptSource, all: readonly AptSource[]): number {
  if (source.signedBy?.includes("debian-archive")) return 4;
  if (all.some(({ uris, suites }) => uris[0] === source.uris[0] && suites.some((suite) => suite.endsWith("-updates")))) return 3;
  if (/\/debian\/*$/.test(source.uris[0] ?? "")) return 2;
  return source.signedBy === undefined ? 1 : 0;
}
