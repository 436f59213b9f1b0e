import { z } from "zod";
import { byteSize, fileRights, flag, specObject, textsByName } from "./compose-values.ts";

/** What a container sees of its host: by a path, by the name of a volume, or nothing that has a name. */
export interface Mount {
  readonly type: "bind" | "volume" | "other";
  /** A path or a volume's name; `undefined`: a volume without one. */
  readonly source: string | undefined;
}

const OPTIONS = String.raw`(?:ro|rw|z|Z|cached|delegated|consistent|nocopy|r?shared|r?slave|r?private)`;
const SHORT = new RegExp(String.raw`^(?:(?<source>[^:]+):)?(?<target>/[^:]*)(?::${OPTIONS}(?:,${OPTIONS})*)?$`);

const ShortMount = z.lazy(() =>
  z
    .string()
    .regex(SHORT, "must be [SOURCE:]/PATH[:ro], such as ./settings:/etc/app:ro")
    .refine((text) => isNamed(sourceOf(text)), "must have a path (/… ./… ~/…) or a volume's name before the first colon"),
);

const LongMount = z.lazy(() =>
  specObject({
    type: z.enum(["bind", "volume", "tmpfs", "image", "cluster"]),
    source: z.string().min(1).optional(),
    target: z.string().startsWith("/", "must be an absolute path"),
    read_only: flag.optional(),
    consistency: z.string().optional(),
    bind: specObject({
      propagation: z.enum(["shared", "slave", "private", "rshared", "rslave", "rprivate"]).optional(),
      create_host_path: flag.optional(),
      recursive: z.enum(["enabled", "disabled", "writable", "readonly"]).optional(),
      selinux: z.enum(["z", "Z"]).optional(),
    }).optional(),
    volume: specObject({ nocopy: flag.optional(), subpath: z.string().optional(), labels: textsByName.optional() }).optional(),
    tmpfs: specObject({ size: byteSize.optional(), mode: fileRights.optional() }).optional(),
    image: specObject({ subpath: z.string().optional() }).optional(),
  }).refine(({ type, source }) => type !== "bind" || source !== undefined, "must have a source: the path on the host"),
);

/** What a service has mounted, short or long. */
export const ComposeMount = z.lazy(() => z.union([ShortMount, LongMount]));

/** What a service has mounted, short or long. */
export type ComposeMount = z.output<typeof ComposeMount>;

/** Reads what `ComposeMount` accepts. */
export function parseMount(mount: ComposeMount): Mount {
  if (typeof mount === "string") {
    const source = sourceOf(mount);
    return { type: source !== undefined && isPath(source) ? "bind" : "volume", source };
  }
  const { type, source } = mount;
  return { type: type === "bind" || type === "volume" ? type : "other", source };
}

/** The rights of what is made for a mount as a number: Compose 2.26 takes the text "0440" for the decimal 440. */
export function mountWithRights(mount: ComposeMount): unknown {
  if (typeof mount === "string" || mount.tmpfs?.mode === undefined) return mount;
  return { ...mount, tmpfs: { ...mount.tmpfs, mode: Number.parseInt(mount.tmpfs.mode, 8) } };
}

function sourceOf(text: string): string | undefined {
  return SHORT.exec(text)?.groups?.["source"];
}

function isPath(source: string): boolean {
  return /^[./~]/.test(source);
}

function isNamed(source: string | undefined): boolean {
  return source === undefined || isPath(source) || /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(source);
}
