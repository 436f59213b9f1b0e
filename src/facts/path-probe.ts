import { sha256 } from "../model/blob.ts";
import { Failure } from "../model/failure.ts";
import type { SeenRights } from "../model/rights.ts";
import { type Command, sh } from "../shell/sh.ts";

/** One path of which a host is asked. */
export interface PathQuestion {
  readonly path: string;
  /**
   * `rights`: type and rights alone. `digest`: of a regular file its digest too. `content`: its content as well. A SHA-256: the content only where
   * it differs.
   */
  readonly want: string;
}

/** What is at a path; a symlink itself, never what it leads to. */
export type PathState =
  | { readonly type: "absent" }
  | (SeenRights & {
      readonly type: "file";
      readonly size: number;
      readonly sha256: string | undefined;
      readonly content: Uint8Array | undefined;
    })
  | (SeenRights & { readonly type: "symlink"; readonly target: string })
  | (SeenRights & { readonly type: "directory" | "other" });

/**
 * A script that looks at any number of paths with one stat(1), one readlink(1), one sha256sum(1) and one head(1), and answers by position.
 * It tells a word for each path (`-` for nothing, symbolic `l`ink, a file with the `s`ame content, the digest of one that differs, `=` and the
 * digest where that alone was asked for, else `x`), then six fields of each that is there, the links' targets, and up to `limit` bytes of each file that differs. Lists are never cut word by word: that takes a
 * time that grows with their square. A folder on the way that is a file makes a path absent.
 */
export function probeScript(questions: readonly PathQuestion[], limit: number): Command {
  return sh`walk() {
  act=$1 pattern=$2
  set -- $3
  for path in ${questions.map(({ path }) => path)}; do
    "$act" "$1"
    shift
  done
}
classify() {
  if [ -L "$path" ]; then printf 'l '
  elif [ ! -e "$path" ]; then printf -- '- '
  elif [ "$1" != rights ] && [ -f "$path" ]; then printf '%s ' "$1"
  else printf 'x '
  fi
}
pick() {
  case $1 in $pattern) printf '%s\0' "$path" ;; esac
}
compare() {
  for word in $words; do
    case $word in
      ?) printf '%s ' "$word" ;;
      "$1") printf 's ' && shift ;;
      digest) printf '=%s ' "$1" && shift ;;
      *) printf '%s ' "$1" && shift ;;
    esac
  done
}
words=$(walk classify '' ${questions.map(({ want }) => want).join(" ")})
sums=$({ walk pick '??*' "$words" | xargs -0 -r sha256sum -- || echo failed; } | sed 's/^\\//; s/ .*//')
case $sums in *failed*) exit 1 ;; esac
words=$(compare $sums)
printf '%s\0' "$words"
walk pick '[!-]*' "$words" | xargs -0 -r stat --printf='%f\0%s\0%u\0%g\0%U\0%G\0' -- || exit
walk pick l "$words" | xargs -0 -r readlink -z -- || exit
walk pick '[!=]?*' "$words" | xargs -0 -r head -q -c ${limit} --`;
}

/** Reads what `probeScript` printed. A file that was written while it was read is a Failure in its place. */
export function parseProbe(output: Uint8Array, questions: readonly PathQuestion[], limit: number): readonly (PathState | Failure)[] {
  const [[list = ""], afterList] = takeFields(Buffer.from(output), 1);
  const words = list.split(" ");
  const [fields, afterStats] = takeFields(afterList, STAT_FIELDS * words.filter((word) => /[^-]/.test(word)).length);
  const [targets, contents] = takeFields(afterStats, words.filter((word) => word === "l").length);
  const stats = readStats(fields);
  let at = 0;
  return questions.map(({ path, want }, index) => {
    const word = words[index];
    const stat = word === "-" ? undefined : stats.shift();
    if (stat === undefined) return { type: "absent" };
    const { size, type, ...rights } = stat;
    if (type === "symlink") return { ...rights, type, target: targets.splice(0, 1).join() };
    if (type !== "file") return { ...rights, type };
    const alone = withoutContent(word, want);
    if (alone) return { ...rights, type, size, ...alone, content: undefined };
    const content = contents.subarray(at, (at += Math.min(size, limit)));
    if (size > limit) return { ...rights, type, size, sha256: word, content: undefined };
    return sha256(content) === word ? { ...rights, type, size, sha256: word, content } : wasWritten(path);
  });
}

/** What is known of a file whose content does not come along. */
function withoutContent(word = "", want: string): { readonly sha256: string | undefined } | undefined {
  if (word === "x") return { sha256: undefined };
  if (word === "s") return { sha256: want };
  return word.startsWith("=") ? { sha256: word.slice(1) } : undefined;
}

function wasWritten(path: string): Failure {
  return new Failure("FACT_FAILED", path, `Cannot read ${path}: it was written while it was read`, { hint: "Run again" });
}

/** Takes so many fields that end with a NUL from the beginning; tells them and what comes after. */
function takeFields(bytes: Buffer, wanted: number): [string[], Buffer] {
  const fields: string[] = [];
  let at = 0;
  while (fields.length < wanted) {
    const end = bytes.indexOf(0, at);
    fields.push(bytes.toString("utf8", at, end));
    at = end + 1;
  }
  return [fields, bytes.subarray(at)];
}

const STAT_FIELDS = 6;
const TYPES: Readonly<Record<number, "file" | "directory" | "symlink">> = { 0o100000: "file", 0o040000: "directory", 0o120000: "symlink" };

interface Stat extends SeenRights {
  readonly type: Exclude<PathState["type"], "absent">;
  readonly size: number;
}

function readStats(fields: readonly string[]): Stat[] {
  const stats: Stat[] = [];
  for (let at = 0; at < fields.length; at += STAT_FIELDS) stats.push(readStat(fields.slice(at, at + STAT_FIELDS)));
  return stats;
}

function readStat([bits = "", size = "", uid = "", gid = "", owner = "", group = ""]: readonly string[]): Stat {
  const mode = Number.parseInt(bits, 16);
  return {
    type: TYPES[mode & 0o170000] ?? "other",
    size: Number(size),
    uid,
    gid,
    owner: nameOr(uid, owner),
    group: nameOr(gid, group),
    mode: (mode & 0o7777).toString(8).padStart(4, "0"),
  };
}

/** stat(1) calls an account without a name UNKNOWN. */
function nameOr(id: string, name: string): string {
  return name === "UNKNOWN" ? id : name;
}
