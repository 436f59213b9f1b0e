import { type Command, sh } from "../shell/sh.ts";

/** Folder on the host with one file a unit; see `recordStamps`. */
export const STAMPS_FOLDER = "/var/lib/infra/stamps";

/** First line of every stamps file; a file with another version is refused with `STATE_TOO_NEW`. */
export const STAMPS_HEADER = "# infra stamps 1";

/** One line of a stamps file: the digest of a watched resource's declared state when the unit last read it, and its id. */
export function stampLine(id: string, digest: string): string {
  return `${digest} ${encodeId(id)}`;
}

/** Reads the lines of a stamps file into id → digest. */
export function parseStamps(text: string): ReadonlyMap<string, string> {
  const entries = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(entries.map((line) => [decodeURIComponent(line.slice(line.indexOf(" ") + 1)), line.slice(0, line.indexOf(" "))]));
}

/** An id as it stands in a stamps file and in the list of pending ids: one word that no shell expands. */
export function encodeId(id: string): string {
  return encodeURIComponent(id).replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Notes that a unit now runs with these resources as declared. Lines of other ids stay (another playbook may watch the same unit); an id whose
 * own change is still pending in this run (listed in the file `$pending`) gets no line, so that its reload stays due.
 */
export function recordStamps(unit: string, digests: ReadonlyMap<string, string>): Command {
  const wanted = [...digests].map(([id, digest]) => stampLine(id, digest));
  const file = stampsFile(unit);
  return sh`install -d -m 0700 ${STAMPS_FOLDER}
{ [ ! -e ${file} ] || cat ${file}; printf '%s\n' ${wanted}; } | awk -v pending="$pending" '
  BEGIN { while ((getline id < pending) > 0) skip[id] = 1; print "# infra stamps 1" }
  /^#/ || NF != 2 { next }
  !($2 in skip) { if (!($2 in last)) order[++n] = $2; last[$2] = $1 }
  END { for (i = 1; i <= n; i++) print last[order[i]], order[i] }' >${`${file}.new`} &&
  sync ${`${file}.new`} &&
  mv -f ${`${file}.new`} ${file}`;
}

/** Where the stamps of a unit are kept. */
export function stampsFile(unit: string): string {
  return `${STAMPS_FOLDER}/${encodeId(unit)}`;
}
