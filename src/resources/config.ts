import { z } from "zod";
import { blobsOf, filesDiff, isFileDue, type SeenFile, swapFile } from "../facts/due-files.ts";
import { askPath, wantOf } from "../facts/path-state.ts";
import type { ChangeDraft } from "../model/change.ts";
import { declaredFile } from "../model/declared-file.ts";
import { defineKind } from "../model/kind.ts";
import { isKept, openSecret, refuseOpen, withMode } from "../model/rights.ts";
import { encodeId } from "../model/stamps.ts";
import { sh } from "../shell/sh.ts";
import { type Swap, swapFiles } from "../shell/swap-files.ts";
import { keepFiles, putBackFiles, unlessStarting } from "../shell/undo-files.ts";

/** Where a killed run leaves the journal of a configuration that was being swapped. */
const JOURNALS = "/var/lib/infra/config";

const ConfigFile = z
  .strictObject({
    ...declaredFile,
    absent: z.boolean().default(false).describe("Whether no file must be there. A folder in its place is an error."),
    stays: z
      .boolean()
      .default(false)
      .describe("Whether it stays when nobody declares it any more: a package's own file, of which little is declared."),
  })
  .transform(withMode)
  .refine(isKept, { error: openSecret, path: ["mode"] })
  .refine((want) => want.absent === (want.content === undefined), {
    error: "must be there, unless `absent`, and only then",
    path: ["content"],
  });

const Reload = z.strictObject({
  reload: z
    .array(z.string())
    .min(1)
    .describe(
      "The words that bring the files into force (`systemctl reload ssh`): run once they are in place, and once they are put back.",
    ),
  port: z.int().min(1).max(65_535).optional().describe("Port to which the confirming connection goes. Default: the host's own."),
});

const Props = z
  .strictObject({
    name: z
      .string()
      .regex(/^[^\n\0]{1,80}$/, "must be one line of 1 to 80 characters")
      .describe("Tells it from other configurations of the host, such as the program's name."),
    files: z
      .array(ConfigFile)
      .min(1)
      .refine((files) => new Set(files.map(({ path }) => path)).size === files.length, "must name each path once")
      .describe("The files that are one configuration, in the order in which they are put in place."),
    validate: z
      .array(z.string())
      .min(1)
      .describe(
        "The words of the program's own checker (`nginx -t`). It reads the real paths, where it finds the new files and nobody else does.",
      ),
    reload: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        "The words that bring the files into force, run once they are in place; where they fail, what was there is put back and they are run again. For a program that refuses what its checker accepts; `reloadOn` of its service is not needed then. They must succeed where the program does not run.",
      ),
    confirm: Reload.optional().describe(
      "For a configuration that can cut the connection: the host takes it back unless a new connection confirms it within 30 s.",
    ),
  })
  .refine(({ reload, confirm }) => reload === undefined || confirm === undefined, {
    error: "must not be there beside `confirm`, which has a reload of its own",
    path: ["reload"],
  });

interface ConfirmedReload {
  readonly reload: readonly string[];
  readonly port?: number | undefined;
}

/**
 * Several files that are one configuration: all of them are put in place, or none. The program's own checker reads them first, over the real
 * paths, so that what they include is what they will include; when it refuses, all stays as it was.
 *
 * @example config({ name: "nginx", files: [{ path: "/etc/nginx/nginx.conf", content: "include conf.d/*.conf;\n" },
 *   { path: "/etc/nginx/conf.d/tls.conf", content: "ssl_protocols TLSv1.3;\n" }],
 *   validate: ["nginx", "-t"] })
 */
export const config = defineKind("config", {
  description: "Several files that are one configuration, which its own checker accepts, are as declared: all or none.",
  props: Props,
  id: ({ name }) => name,
  async observe({ name, files }, ask) {
    const journal = askPath(ask, { path: journalOf(name), want: "rights" });
    const seen = await Promise.all(files.map(async (want) => await askPath(ask, { path: want.path, want: wantOf(want) })));
    return { isInterrupted: (await journal).type !== "absent", seen };
  },
  absence({ name, files, validate, confirm }) {
    const there = files.filter(({ absent, stays }) => !absent && !stays);
    if (there.length === 0) return "nothing";
    const gone = { name, files: there.map(({ path }) => ({ path, absent: true })) };
    // The checker would refuse a configuration without its main file; where the connection is at stake, it shall.
    return confirm === undefined ? { ...gone, validate: ["true"] } : { ...gone, validate, confirm: { reload: confirm.reload } };
  },
  paths: ({ files }) => files.map(({ path }) => path),
  plan({ name, files, validate, reload, confirm }, { seen, isInterrupted }) {
    files.forEach(refuseOpen);
    const all = files.flatMap((want, index) => seen.slice(index, index + 1).map((one): SeenFile => ({ want, seen: one })));
    const due = isInterrupted ? all : all.filter(isFileDue);
    if (due.length === 0) return [];
    const doing = `write configuration ${name}`;
    const swap = { doing, journal: journalOf(name), files: due.map(({ want }) => swapFile(want)), validate, reload };
    const change = { title: doing, diff: filesDiff(due, isInterrupted), blobs: blobsOf(due) };
    return [{ ...change, ...(confirm === undefined ? { commands: [swapFiles(swap)] } : confirmed(swap, confirm)) }];
  },
});

/** The swap with its reload, and how both are taken back: a journal of a swap that was cut must not be gone on with. */
function confirmed(swap: Swap, { reload, port }: ConfirmedReload): Pick<ChangeDraft, "commands" | "confirm"> {
  const paths = swap.files.map(({ path }) => path);
  const undo = [sh`rm -f -- ${swap.journal}`, putBackFiles(paths), unlessStarting(sh`${reload}`)];
  return { commands: [keepFiles(paths), swapFiles(swap), sh`${reload}`], confirm: { undo, ...(port !== undefined && { port }) } };
}

function journalOf(name: string): string {
  return `${JOURNALS}/${encodeId(name)}`;
}
