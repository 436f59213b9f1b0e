import type { Blob } from "../model/blob.ts";
import type { Change } from "../model/change.ts";
import { encodeId } from "../model/stamps.ts";
import { type Command, lines, sh } from "../shell/sh.ts";
import { changeRunner } from "./change-runner.ts";
import { confirmFunctions } from "./confirm-script.ts";
import { IDLE_SECONDS } from "./loader.ts";
import { MANIFEST_PATH } from "./manifest.ts";
import { prelude, RUN_FOLDER, STATE_FOLDER } from "./prelude.ts";
import { changeUndo } from "./undo-program.ts";

/** Blobs that together are larger than this are staged on disk, not in `/run`, which is a share of the memory; secrets never are. */
const STAGE_ON_DISK_ABOVE = 1024 * 1024;

/** What one apply exchange does. */
export interface ApplyWork {
  readonly changes: readonly Change[];
  /** Units whose stamps must lose a resource's line before it changes: by resource id. */
  readonly watchers: ReadonlyMap<string, readonly string[]>;
  /** Ids of the resources that a reaction waits for: by the reaction's own resource id. */
  readonly causes: ReadonlyMap<string, readonly string[]>;
  /** Written before the first change. */
  readonly manifest: Blob;
  /** Ids of resources that are changed later on in the run. */
  readonly pending: readonly string[];
  /** One line for the host's journal, when something was changed; `undefined` where a later exchange writes it. */
  readonly journal: string | undefined;
  readonly verbose: boolean;
  /** When this file appears on the host, no new change is begun. */
  readonly stopFlag: string;
  /** Names what of this wave waits to be confirmed. */
  readonly token: string;
}

/** Every file that the script needs, each once, in the order in which they follow it on the stream; one that somebody calls a secret is one. */
export function blobsOf({ changes, manifest }: ApplyWork): readonly Blob[] {
  const all = [manifest, ...changes.flatMap(({ blobs }) => blobs)].sort(
    (one, other) => Number(one.isSecret ?? 0) - Number(other.isSecret ?? 0),
  );
  return [...new Map(all.map((blob) => [blob.sha256, blob])).values()];
}

/** The script of an apply exchange: receives the files, then runs the changes one after another, each told by records. */
export function applyScript(nonce: string, work: ApplyWork): Command {
  const { changes, pending, manifest, verbose, stopFlag, token } = work;
  const lastToConfirm = changes.findLastIndex(({ confirm }) => confirm !== undefined);
  return lines(
    prelude(nonce, "C.UTF-8"),
    receive(nonce, blobsOf(work)),
    changeRunner(verbose),
    ...(lastToConfirm < 0 ? [] : [confirmFunctions(nonce, token)]),
    writeManifest(manifest),
    sh`stop=${stopFlag}
: >"$run/settled"
printf '%s\n' ${[...changes.map(({ resource }) => resource), ...pending].map(encodeId)} >"$run/changing"`,
    ...changes.flatMap((change, index) => [changeCall(change, index, work), ...(index === lastToConfirm ? [sh`decide`] : [])]),
    noteInJournal(work),
    sh`rm -rf "$run" "$blobs"
record end`,
  );
}

function noteInJournal({ journal }: ApplyWork): Command {
  if (journal === undefined) return sh``;
  return sh`[ "$changed" = 0 ] || logger -t infra -- ${journal}", $changed changed, $failed failed, $left left" </dev/null >/dev/null 2>&1 3<&- 9>&-`;
}

function changeCall(change: Change, index: number, { changes, watchers, causes }: ApplyWork): Command {
  const isLast = changes.findLastIndex(({ resource }) => resource === change.resource) === index;
  const body = lines(
    ...change.commands.map(
      (command) => sh`{ ${command}
} || exit`,
    ),
  );
  const unstamp = [change.resource, ...(watchers.get(change.resource) ?? [])].map(encodeId).join(" ");
  const rule = change.reaction === true ? ["reaction", ...(causes.get(change.resource) ?? []).map(encodeId)] : ["change"];
  const [counts, watched] = change.bookkeeping === true ? [0, ""] : [1, unstamp];
  const guarded = change.confirm === undefined ? [] : [String(index).padStart(6, "0"), changeUndo(change.confirm).text, change.title];
  const run = sh`change ${index} ${Math.ceil(change.timeoutMs / 1000)} ${counts} ${watched} ${causes.has(change.resource) ? 1 : ""} ${body.text} ${guarded}`;
  const settled = change.confirm === undefined ? sh`settle` : sh`hold`;
  return sh`if may ${index} ${rule}; then ${run}${isLast ? sh` && ${settled} ${encodeId(change.resource)}` : sh``}; fi`;
}

function writeManifest({ sha256 }: Blob): Command {
  return sh`install -d -m 0700 ${STATE_FOLDER} && cat "$blobs"/${sha256} >${MANIFEST_PATH}.new && sync ${MANIFEST_PATH}.new && mv -f ${MANIFEST_PATH}.new ${MANIFEST_PATH} || { record disk-full; record end; exit; }`;
}

function receive(nonce: string, blobs: readonly Blob[]): Command {
  const total = blobs.reduce((sum, { size }) => sum + size, 0);
  const isOnDisk = total > STAGE_ON_DISK_ABOVE;
  const folder = isOnDisk ? `${STATE_FOLDER}/stage.${nonce}` : `${RUN_FOLDER}/blobs.${nonce}`;
  const inMemory = isOnDisk ? ["current", ...blobs.filter(({ isSecret }) => isSecret).map(({ sha256 }) => sha256)] : [];
  return sh`rm -rf ${RUN_FOLDER}/run.* ${RUN_FOLDER}/blobs.* ${STATE_FOLDER}/stage.*
run=${RUN_FOLDER}/run.${nonce} blobs=${folder}
install -d -m 0700 ${STATE_FOLDER} "$run" "$blobs" || { record disk-full; record end; exit; }
for name in ${inMemory}; do ln -s "$run/blob.$name" "$blobs/$name"; done
receive() {
  while [ $# -gt 1 ]; do
    size=$2
    : >"$blobs/$1"
    while [ "$size" -gt 0 ]; do
      piece=$size
      [ "$piece" -le 1048576 ] || piece=1048576
      timeout ${IDLE_SECONDS} head -c "$piece" <&3 >>"$blobs/$1" || return
      size=$((size - piece))
    done
    shift 2
  done
}
receive ${blobs.flatMap(({ sha256, size }) => [sha256, size])} || {
  [ $? = 124 ] || record disk-full
  rm -rf "$run" "$blobs"
  record end
  exit
}
printf '%s  %s\n' ${blobs.flatMap(({ sha256 }) => [sha256, sha256])} | (cd "$blobs" && sha256sum --check --quiet --strict) >&2 || {
  rm -rf "$run" "$blobs"; record corrupt; record end; exit
}`;
}
