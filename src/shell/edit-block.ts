import { type Command, sh } from "./sh.ts";

/** A marked region of a text. */
export interface BlockEdit {
  readonly begin: string;
  readonly end: string;
  /** Lines between the markers; `undefined`: the region and its markers shall not be there. */
  readonly body: readonly string[] | undefined;
}

/**
 * Tells what a text's lines become; the same as `blockFilter` does on the host. The region stands where it stood, else at the end. A second
 * region of the same name goes; of a marker without its partner only the marker goes, for nobody knows what belonged to it.
 */
export function editBlock(lines: readonly string[], edit: BlockEdit): readonly string[] {
  const ends = regions(lines, edit);
  const first = Math.min(...ends.keys());
  const kept: string[] = [];
  let skippedTo = -1;
  for (const [at, line] of lines.entries()) {
    if (at === first) kept.push(...whole(edit));
    skippedTo = ends.get(at) ?? skippedTo;
    if (at > skippedTo && line !== edit.begin && line !== edit.end) kept.push(line);
  }
  return ends.size === 0 ? [...kept, ...whole(edit)] : kept;
}

/** The specification that `blockFilter` reads. */
export function blockSpec(edit: BlockEdit): string {
  return [edit.begin, edit.end, ...whole(edit)].map((line) => `${line}\n`).join("");
}

/** An awk program (mawk, too) over a specification and a text. */
export const blockFilter: Command = sh`awk '
  function print_block(  i) { for (i = 3; i <= size; i++) print spec[i] }
  FNR == NR { spec[FNR] = $0 ""; size = FNR; next }
  { line[++n] = $0 "" }
  END {
    for (i = 1; i <= n; i++) {
      if (line[i] == spec[1]) open = i
      else if (line[i] == spec[2] && open) { end[open] = i; open = 0 }
    }
    for (i = 1; i <= n; i++) {
      if (i in end) { if (!placed++) print_block(); i = end[i] }
      else if (line[i] != spec[1] && line[i] != spec[2]) print line[i]
    }
    if (!placed) print_block()
  }'`;

/** Where each complete region begins → where it ends. */
function regions(lines: readonly string[], { begin, end }: BlockEdit): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  let open: number | undefined;
  lines.forEach((line, at) => {
    if (line === begin) open = at;
    else if (line === end && open !== undefined) {
      ends.set(open, at);
      open = undefined;
    }
  });
  return ends;
}

function whole({ begin, end, body }: BlockEdit): readonly string[] {
  return body === undefined ? [] : [begin, ...body, end];
}
