import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";

/** What dpkg knows of a package name. */
export type PackageState =
  | {
      readonly state: "installed";
      readonly version: string;
      /** Only there because another package needs it: `apt-get autoremove` may take it away. */
      readonly automatic: boolean;
      readonly held: boolean;
    }
  /** No package of this name is installed, but `by` provides it. */
  | { readonly state: "provided"; readonly by: string }
  /** Unpacked or half configured: dpkg was interrupted. */
  | { readonly state: "interrupted"; readonly held: boolean }
  | { readonly state: "absent"; readonly held: boolean };

/**
 * Asks for the state of packages by name, `name:architecture` for a foreign one. One dpkg-query for any number of names; only the asked ones
 * are sent back.
 */
export const packageState: Fact<string, PackageState> = {
  name: "package-state",
  script: (names) => sh`command -v dpkg-query >/dev/null || exit 127
native=$(dpkg --print-architecture) || exit
{ dpkg-query -W -f='\${db:Status-Abbrev}\t\${Package}\t\${Architecture}\t\${Version}\t\${Provides}\n' && echo end; } | awk '
  function answer(name) {
    if (name in asked) print asked[name], "package", $1, $4, (own in automatic)
  }
  function provide(list,  names, count, i) {
    count = split(list, names, /, */)
    for (i = 1; i <= count; i++) {
      sub(/[ :(].*/, "", names[i])
      if (names[i] in asked) print asked[names[i]], "provider", $2
    }
  }
  BEGIN {
    FS = OFS = "\t"
    native = ARGV[1]
    for (i = 2; i < ARGC; i++) if (!(ARGV[i] in asked)) asked[ARGV[i]] = i - 2
    ARGC = 1
    while ((getline line <"/var/lib/apt/extended_states") > 0) {
      if (line ~ /^Package: /) package = substr(line, 10)
      if (line ~ /^Architecture: /) package = package ":" substr(line, 15)
      if (line ~ /^Auto-Installed: 1/) automatic[package]
    }
  }
  NF == 1 && $1 == "end" { whole = 1 }
  NF == 5 {
    own = $2 ":" ($3 == "all" ? native : $3)
    if ($3 == native || $3 == "all") answer($2)
    answer($2 ":" $3)
    if ($1 ~ /^.[itW]/) provide($5)
  }
  END { exit !whole }' "$native" ${names}`,
  parse(output, names) {
    const rows = Buffer.from(output)
      .toString()
      .split("\n")
      .map((row) => row.split("\t"));
    return names.map((name) => {
      const own = rows.filter(([index]) => index === String(names.indexOf(name)));
      const known = own.filter(([, type]) => type === "package").map(parsePackage);
      const provider = own.find(([, type]) => type === "provider")?.[2];
      const present = known.find(({ state }) => state !== "absent");
      if (present === undefined && provider !== undefined) return { state: "provided", by: provider };
      return present ?? known[0] ?? { state: "absent", held: false };
    });
  },
};

/** Reads dpkg's abbreviated status (dpkg-query(1)): wanted action, state, error flag. */
function parsePackage([, , status = "", version = "", automatic]: readonly string[]): PackageState {
  const held = status.startsWith("h");
  if (/^.[nc]/.test(status)) return { state: "absent", held };
  if (!/^.[itW]( |$)/.test(status)) return { state: "interrupted", held };
  return { state: "installed", version, automatic: automatic === "1", held };
}
