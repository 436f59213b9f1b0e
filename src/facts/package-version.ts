import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";

/**
 * Asks for the version of packages as dpkg writes it (`1.7.7-1`): of the one that is installed, else of the one that apt would install. For
 * configuration whose form depends on the version, so that it fits in the run that installs the package. `undefined`: neither is known, such
 * as on a new host whose package lists were never fetched. apt, the slower one, is asked only when something is not installed.
 *
 * @example fromHost(packageVersion, "borgmatic", (version) => `# for ${version ?? "any"}\n`)
 */
export const packageVersion: Fact<string, string | undefined> = {
  name: "package-version",
  script: (names) => sh`command -v dpkg-query >/dev/null || exit 127
installed=$(dpkg-query -W -f='\${db:Status-Abbrev}\t\${Package}\t\${Version}\n' -- ${names} 2>/dev/null) || [ $? -eq 1 ] || exit
printf '%s\n' "$installed" | awk '
  BEGIN { FS = OFS = "\t"; for (i = 1; i < ARGC; i++) asked[ARGV[i]] = i - 1; ARGC = 1 }
  $1 ~ /^.[iWtUF]/ && $2 in asked { print asked[$2], $3; delete asked[$2] }
  END { for (name in asked) exit 1 }' ${names} && exit
command -v apt-cache >/dev/null || exit 0
apt-cache policy -- ${names} | awk '
  BEGIN { OFS = "\t"; for (i = 1; i < ARGC; i++) asked[ARGV[i]] = i - 1; ARGC = 1 }
  /^[^ ].*:$/ { name = substr($0, 1, length($0) - 1) }
  $1 == "Candidate:" && $2 != "(none)" && name in asked { print asked[name], $2 }' ${names}`,
  parse(output, names) {
    const rows = Buffer.from(output)
      .toString()
      .split("\n")
      .map((row) => row.split("\t"));
    return names.map((name) => rows.find(([index]) => index === String(names.lastIndexOf(name)))?.[1]);
  },
};
