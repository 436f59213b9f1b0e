import { z } from "zod";
import { askPath, shownContent, wantOf } from "../facts/path-state.ts";
import type { PathState } from "../facts/path-probe.ts";
import { blob, blobPath } from "../model/blob.ts";
import type { ChangeDraft } from "../model/change.ts";
import { contentDiff } from "../model/content.ts";
import { deferrable, type Resolved } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { isKept, mode, openSecret, refuseOpen, rightsDiff, withMode } from "../model/rights.ts";
import { type Sealed, sealable } from "../model/secret.ts";
import { unitName } from "../model/unit-name.ts";
import { makeFolder } from "../shell/make-folder.ts";
import { removeFile, replaceFile, setFileRights } from "../shell/replace-file.ts";
import { type Command, sh } from "../shell/sh.ts";
import { verifyUnit } from "../shell/verify-unit.ts";

const FOLDER = "/etc/systemd/system";
const ROOT = { owner: "root", group: "root" };

const Props = z
  .strictObject({
    name: unitName.describe("The unit, also a template (`x@.service`). Without a suffix, `.service` is meant."),
    content: deferrable(sealable(z.string())).optional().describe("The unit file, or the drop-in's lines."),
    dropIn: z
      .string()
      .regex(/^[A-Za-z0-9_@:-][A-Za-z0-9_.@:-]*$/, "must be a file name without a folder")
      .refine((name) => !name.endsWith(".conf"), "must be without its .conf")
      .optional()
      .describe(
        "Name of a drop-in (`limits` for limits.conf) that changes a unit of somebody else's. Left out, it is the unit file itself.",
      ),
    mode: mode.optional().describe("Permission bits. Default: 0644, or 0600 for a secret, which others may never read."),
    verify: z.boolean().default(true).describe("Whether systemd must accept it before it is put in place (systemd-analyze verify)."),
    absent: z
      .boolean()
      .default(false)
      .describe("Whether the file must not exist; its unit is stopped and disabled first, unless a package brings one too."),
  })
  .transform(withMode)
  .refine(isKept, { error: openSecret, path: ["mode"] })
  .refine(({ content, absent }) => absent === (content === undefined), {
    error: "must be there, unless `absent`, and only then",
    path: ["content"],
  });

type Want = Resolved<z.output<typeof Props>>;

/**
 * A unit file of the administrator's own, or a drop-in. It starts and restarts nothing: that is a `service` that watches it. systemd tells
 * everybody on the host what stands in `Environment=`, whatever the file's mode: a secret belongs into a file that `EnvironmentFile=` or
 * `LoadCredential=` names (systemd.exec(5)).
 *
 * @example systemdUnit({ name: "caddy", dropIn: "limits", content: "[Service]\nLimitNOFILE=65536\n" })
 */
export const systemdUnit = defineKind("systemdUnit", {
  description: "A unit file or drop-in in /etc/systemd/system is there, and systemd has read it.",
  props: Props,
  id: (want) => pathOf(want).slice(FOLDER.length + 1),
  async observe(want, ask) {
    return await askPath(ask, { path: pathOf(want), want: wantOf(want) });
  },
  absence: ({ name, dropIn, absent }) => (absent ? "nothing" : { name, ...(dropIn !== undefined && { dropIn }), absent: true }),
  paths: (want) => [pathOf(want)],
  plan(want, seen) {
    refuseOpen({ ...want, path: pathOf(want) });
    if (want.content === undefined) return seen.type === "absent" ? [] : [remove(want, seen)];
    if (seen.type !== "file" || seen.sha256 !== blob(want.content).sha256) return [write(want, want.content, seen)];
    return setRights(want, seen);
  },
});

function write(want: Want, content: Sealed, seen: PathState): ChangeDraft {
  const bytes = blob(content);
  const path = pathOf(want);
  const { name, dropIn, mode } = want;
  const validate = want.verify ? verifyUnit(name, dropIn) : [];
  return {
    title: `write ${path}`,
    diff: contentDiff(shownContent(seen, want), content),
    commands: [
      ...(dropIn === undefined ? [] : [makeFolder({ path: `${FOLDER}/${name}.d`, ...ROOT, mode: "0755" })]),
      replaceFile({ path, source: blobPath(bytes), sha256: bytes.sha256, ...ROOT, mode, validate }),
      sh`systemctl daemon-reload`,
    ],
    blobs: [bytes],
  };
}

function setRights(want: Want, seen: PathState & { readonly type: "file" }): readonly ChangeDraft[] {
  const rights = { ...ROOT, mode: want.mode };
  const fields = rightsDiff(rights, seen);
  if (fields.length === 0) return [];
  const path = pathOf(want);
  return [{ title: `set rights of ${path}`, diff: { fields }, commands: [setFileRights({ path, ...rights })] }];
}

function remove(want: Want, seen: PathState): ChangeDraft {
  const { name, dropIn } = want;
  const path = pathOf(want);
  const reload = sh`systemctl daemon-reload`;
  const folder = sh`rmdir --ignore-fail-on-non-empty -- ${`${FOLDER}/${name}.d`}`;
  const end = seen.type === "file" ? [endUnit(name, path)] : [];
  const commands = dropIn === undefined ? [...end, removeFile(path), reload] : [removeFile(path), folder, reload];
  return { title: `remove ${path}`, commands };
}

/** Where a package has a unit of this name too, that one comes back into force and goes on as it is. */
function endUnit(unit: string, path: string): Command {
  const live = unit.replace(/@(?=\.[a-z]+$)/, "@*");
  return sh`[ ! -e ${path} ] || [ -e ${`/usr/lib/systemd/system/${unit}`} ] || {
systemctl disable -- ${unit} || exit
systemctl stop -- ${live} || ! systemctl is-active --quiet -- ${live} || exit
systemctl reset-failed -- ${live} 2>/dev/null
:
}`;
}

function pathOf({ name, dropIn }: { readonly name: string; readonly dropIn?: string | undefined }): string {
  return dropIn === undefined ? `${FOLDER}/${name}` : `${FOLDER}/${name}.d/${dropIn}.conf`;
}
