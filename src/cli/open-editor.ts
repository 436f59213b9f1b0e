import { basename } from "node:path";
import { Failure } from "../model/failure.ts";
import type { Surroundings } from "./surroundings.ts";

/** Keeps vim's history, registers, swap, undo and backup files, which may be set to go to a disk, from holding a secret. */
const VIM_KEEPS_NOTHING = `-i NONE -n --cmd 'silent! autocmd BufReadPost * set noundofile nobackup nowritebackup'`;

/**
 * Opens a file that holds secrets in $VISUAL, $EDITOR or vi, which may bring arguments, as with git. The editor's temporary files go beside the file.
 * Throws where the editor fails.
 */
export async function openEditor(path: string, { env }: Pick<Surroundings, "env">): Promise<void> {
  const { runProgram } = await import("../transport/run-program.ts");
  const editor = env["VISUAL"] || env["EDITOR"] || "vi";
  const options = (await isVim(editor)) ? ` ${VIM_KEEPS_NOTHING}` : "";
  const script = `TMPDIR=\${1%/*}; export TMPDIR; ${editor}${options} "$@"`;
  const { status } = await runProgram(["sh", "-c", script, editor, path], { outputTo: "terminal" });
  if (status === 0) return;
  const how = status === undefined ? "a signal" : `exit status ${status}`;
  throw new Failure("USAGE", editor, `Cannot edit: the editor ended with ${how}, nothing was changed`);
}

/** `vi` is vim on most machines, but not on all. */
async function isVim(editor: string): Promise<boolean> {
  const [program = ""] = editor.trim().split(/\s+/);
  if (!/^(vi|n?vim(\.\w+)?)$/.test(basename(program))) return false;
  const { runProgram } = await import("../transport/run-program.ts");
  const { output } = await runProgram(["sh", "-c", `${program} --version </dev/null 2>/dev/null`]);
  return /^N?VIM\b/.test(output);
}
