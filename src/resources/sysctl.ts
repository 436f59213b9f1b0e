import { z } from "zod";
import { sysctlState, type SysctlState } from "../facts/sysctl-state.ts";
import { blob, blobPath } from "../model/blob.ts";
import type { ChangeDraft, FieldDiff } from "../model/change.ts";
import { missing } from "../model/fact.ts";
import { deferrable } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { isLinkCutting } from "../model/link-cutting.ts";
import { sysctlFile, sysctlKey, sysctlPath } from "../model/sysctl-key.ts";
import { removeFile, replaceFile } from "../shell/replace-file.ts";
import { type Command, sh } from "../shell/sh.ts";
import { keepFiles, putBackFiles, unlessStarting } from "../shell/undo-files.ts";

const Value = z.union([z.number(), z.string().regex(/^[^\0\n\r]*[^\s\0][^\0\n\r]*$/, "must be one line that is not empty")]);

const Props = z
  .strictObject({
    key: sysctlKey.describe(
      "The setting, such as vm.swappiness; a dot within a part is written as a slash (net.ipv4.conf.eth0/1.forwarding).",
    ),
    value: deferrable(Value)
      .optional()
      .describe("Its value. Several words are compared one by one, whatever stands between them (`3 4 1 3`)."),
    optional: z
      .boolean()
      .default(false)
      .describe("Whether a kernel without this setting is accepted: the value is then kept for one that has it."),
    absent: z
      .boolean()
      .default(false)
      .describe("Whether it is no longer kept. The running kernel goes on with it until the next start: its default is not known."),
  })
  .refine(({ value, absent }) => absent !== (value !== undefined), { error: "must be given, or `absent: true`", path: ["value"] });

/**
 * A setting of the kernel, now and after each start; an edit by `sysctl -w` is noticed as well as one of the file. One that can cut the
 * connection (`net.ipv4.conf.*.rp_filter`; the list is in `model/link-cutting.ts`) is taken back by the host unless a new connection confirms it.
 *
 * @example sysctl({ key: "vm.swappiness", value: 60 })
 */
export const sysctl = defineKind("sysctl", {
  description: "A kernel setting has its value, in the running kernel and after each start.",
  props: Props,
  id: ({ key }) => key,
  async observe({ key }, ask): Promise<SysctlState> {
    const state = await ask(sysctlState, key);
    return state === missing ? { live: undefined, persisted: undefined } : state;
  },
  absence: ({ key, absent }) => (absent ? "nothing" : { key, absent: true }),
  paths: ({ key }) => [sysctlFile(key)],
  plan({ key, value, optional, absent }, seen) {
    if (absent) return seen.persisted === undefined ? [] : [forget(key, seen.persisted)];
    const wanted = normalised(String(value));
    const line = `${optional ? "-" : ""}${key} = ${wanted}\n`;
    const fields = [...liveDiff(seen.live, wanted, optional), ...persistedDiff(key, seen.persisted, line)];
    if (fields.length === 0) return [];
    const content = blob(line);
    const target = { path: sysctlFile(key), owner: "root", group: "root", mode: "0644" };
    const commands = [setLive(key, wanted, optional), replaceFile({ ...target, source: blobPath(content), sha256: content.sha256 })];
    const change = { title: `set ${key} to ${wanted}`, diff: { fields }, blobs: [content] };
    return [{ ...change, ...(isLinkCutting(key) ? confirmed(key, commands) : { commands }) }];
  },
});

/** Keeps the running value and the file, for a host that may be cut off by the new one. At a start the file alone counts. */
function confirmed(key: string, commands: readonly Command[]): Pick<ChangeDraft, "commands" | "confirm"> {
  const [path, file] = [sysctlPath(key), sysctlFile(key)];
  const keepLive = sh`[ ! -f ${path} ] || { cat ${path} >"$undo"/live && sync "$undo"/live; }`;
  const putBackLive = unlessStarting(sh`[ ! -s "$undo"/live ] || cat "$undo"/live >${path}`);
  return { commands: [keepLive, keepFiles([file]), ...commands], confirm: { undo: [putBackFiles([file]), putBackLive] } };
}

/** Words with one space between them: the kernel prints tabs. */
function normalised(value: string): string {
  return value.trim().replaceAll(/\s+/g, " ");
}

function liveDiff(live: string | undefined, wanted: string, optional: boolean): readonly FieldDiff[] {
  if (live === undefined) return optional ? [] : [{ name: "running kernel", before: "no such setting", after: wanted }];
  return normalised(live) === wanted ? [] : [{ name: "running kernel", before: normalised(live), after: wanted }];
}

function persistedDiff(key: string, persisted: string | undefined, line: string): readonly FieldDiff[] {
  return persisted === line ? [] : [{ name: sysctlFile(key), before: persisted?.trim() ?? "absent", after: line.trim() }];
}

function forget(key: string, persisted: string): ChangeDraft {
  const file = sysctlFile(key);
  return {
    title: `no longer keep ${key}`,
    diff: { fields: [{ name: file, before: persisted.trim(), after: "absent" }] },
    commands: [removeFile(file)],
  };
}

/** Tells the kernel first: a value that it refuses is then not kept for the next start. */
function setLive(key: string, wanted: string, optional: boolean): Command {
  const path = sysctlPath(key);
  const unknown = `Cannot set ${key}: this kernel has no such setting. A module may have to be loaded first; \`optional: true\` accepts its absence.`;
  return sh`if [ -f ${path} ]; then
  printf '%s\n' ${wanted} >${path} || { printf '%s\n' ${`Cannot set ${key} to "${wanted}": the kernel refuses it`}; exit 1; }
else
  ${optional ? sh`:` : sh`printf '%s\n' ${unknown}; exit 1`}
fi`;
}
