import { z } from "zod";
import { blobsOf, filesDiff, isFileDue, type SeenFile, swapFile } from "../facts/due-files.ts";
import { askPath, wantOf } from "../facts/path-state.ts";
import type { PathState } from "../facts/path-probe.ts";
import { serviceDue, type ServiceDue } from "../facts/service-due.ts";
import { stackContainers, type StackContainer, type StackContainers } from "../facts/stack-containers.ts";
import { readStacks } from "../formats/check-stacks.ts";
import { type ComposeFile, stackName } from "../formats/compose-file.ts";
import { healthCommand } from "../formats/health-command.ts";
import { COMPOSE_FILE, FILE_LIST, foldersOf, isStackPath, parseFileList, stackPath } from "../formats/stack-files.ts";
import { type StackService, type StackShape, stackShape } from "../formats/stack-shape.ts";
import { takenPorts } from "../formats/taken-ports.ts";
import type { ChangeDraft, Diff, FieldDiff } from "../model/change.ts";
import { content } from "../model/content.ts";
import { missing } from "../model/fact.ts";
import type { Resolved } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { absolutePath } from "../model/path.ts";
import { isKept, mode, openSecret, owner, rightsDiff, withMode } from "../model/rights.ts";
import { bringStackUp, type StackUp } from "../shell/bring-stack-up.ts";
import { takeStackDown } from "../shell/take-stack-down.ts";

/** Where a killed run leaves the journal of a stack whose files were being swapped. */
const JOURNALS = "/var/lib/infra/stacks";

/** What fetching images, and putting back what was, may take beside the wait for health. */
const PULL_MS = 900_000;

const File = z
  .strictObject({
    path: z
      .string()
      .refine(isStackPath, "must be a path below the stack's folder, such as settings/app.toml, or an absolute one")
      .describe("Below the stack's folder, or absolute."),
    content: content.describe("All that is in it: text, a secret, bytes, or a file of the controller (`localFile`)."),
    owner: owner.default("root").describe("Account that owns it, by name or number: the container's, where it is a number."),
    group: owner.default("root").describe("Group that owns it, by name or number."),
    mode: mode.optional().describe("Permission bits in quotes. Default: 0644, or 0600 for a secret."),
  })
  .transform(withMode)
  // Nobody but root gets into the stack's folder.
  .refine((file) => !file.path.startsWith("/") || isKept(file), { error: openSecret, path: ["mode"] });

/** What it holds is read with the whole, for the whole must fit too. */
const composeFile = z.custom<z.input<typeof ComposeFile>>((value) => typeof value === "object" && value !== null, "must be a mapping");

const Props = z
  .strictObject({
    name: stackName.describe("The stack's name: Compose's project."),
    file: composeFile
      .optional()
      .describe(
        "The stack by the Compose Specification. Unless it says otherwise, services have an init process, ports on the loopback only, and logs that do not grow for ever.",
      ),
    folder: absolutePath.optional().describe("Where `compose.yml` lies. Default: `/opt/stacks/<name>`."),
    files: z
      .array(File)
      .default([])
      .refine((files) => new Set(files.map(({ path }) => path)).size === files.length, "must name each path once")
      .describe("Files beside `compose.yml`. Those that are no longer declared are removed."),
    images: z
      .enum(["missing", "newer", "pinned"])
      .default("missing")
      .describe(
        "`missing`: an image is fetched where the host has none of the name. `newer`: also when its service changes; and a service whose image has been fetched anew since, by whomever, is made anew. `pinned`: every image is named by its digest.",
      ),
    healthTimeoutMs: z
      .int()
      .min(1000)
      .default(60_000)
      .describe("How long changed services may take to work, milliseconds, before what was there is put back."),
    absent: z.boolean().default(false).describe("Whether there is to be no such stack. Its volumes stay."),
  })
  .transform(({ folder: given, file: input, ...want }, context) => {
    const folder = given ?? `/opt/stacks/${want.name}`;
    const refuse = (path: readonly (string | number)[], message: string): void => {
      context.addIssue({ code: "custom", path: ["file", ...path], message, input });
    };
    if (want.absent === (input !== undefined)) refuse([], "must be there, unless `absent`, and only then");
    const { stacks, mistakes } = input === undefined ? { stacks: {}, mistakes: [] } : readStacks({ [want.name]: input });
    const file = stacks[want.name];
    for (const { path, message } of mistakes) refuse(path.slice(1), message);
    for (const service of want.images === "pinned" ? unpinned(file) : [])
      refuse(["services", service, "image"], "must be pinned: name@sha256:digest");
    return { ...want, folder, shape: file && stackShape({ ...want, folder, file }) };
  });

/** A file beside `compose.yml`, as it is declared. */
export type StackFileInput = z.input<typeof File>;

type Want = Resolved<z.output<typeof Props>>;

/** What is to be there. */
type WantUp = Omit<Want, "shape"> & { readonly shape: StackShape };

interface Seen {
  readonly state: StackContainers;
  readonly folder: PathState;
  readonly list: PathState;
  /** In the order of the shape's files. */
  readonly files: readonly PathState[];
  readonly isInterrupted: boolean;
}

/** There are secrets in it, some in files that a container's account must be able to read. */
const OWN_FOLDER = { owner: "root", group: "root", mode: "0700" } as const;

const NOTHING: StackContainers = { containers: [], images: new Map() };

/**
 * A stack of containers runs as a Compose file says. Just the services that changed are made anew, after their images are there; where they do not
 * come to work in time, the host puts back what was there before, whether anybody still waits for it or not. A service that has stopped is started.
 *
 * @example composeStack({ name: "redlib", file: { services: { redlib: { image: "quay.io/redlib/redlib:latest", ports: ["6464:8080"] } } } })
 */
export const composeStack = defineKind("composeStack", {
  description: "A stack of containers runs as a Compose file says, each service of the latest definition, and works.",
  props: Props,
  id: ({ name }) => name,
  async observe({ name, folder, shape, images }, ask): Promise<Seen> {
    const watched = images === "newer" ? (shape?.services ?? []).map(({ definition }) => definition.image) : [];
    const [state, journal, own, list, ...files] = await Promise.all([
      ask(stackContainers, { project: name, images: watched }),
      askPath(ask, { path: journalOf(name), want: "rights" }),
      askPath(ask, { path: folder, want: "rights" }),
      askPath(ask, { path: `${folder}/${FILE_LIST}`, want: shape === undefined ? "content" : wantOf(shape.list) }),
      ...(shape?.files ?? []).map(async (one) => await askPath(ask, { path: one.path, want: wantOf(one) })),
    ]);
    return { state: state === missing ? NOTHING : state, folder: own, list, files, isInterrupted: journal.type !== "absent" };
  },
  absence: ({ name, folder, absent }) => (absent ? "nothing" : { name, folder, absent: true }),
  paths: ({ shape }) => (shape === undefined ? [] : [...shape.files, shape.list].map(({ path }) => path)),
  ports: ({ shape }) => takenPorts(Object.fromEntries((shape?.services ?? []).map(({ name, definition }) => [name, definition]))),
  plan: (want, seen) => (want.shape === undefined ? planDown(want, seen) : planUp({ ...want, shape: want.shape as StackShape }, seen)),
});

function unpinned(file: ComposeFile | undefined): readonly string[] {
  return Object.entries(file?.services ?? {}).flatMap(([service, { image }]) => (image.includes("@sha256:") ? [] : [service]));
}

function journalOf(name: string): string {
  return `${JOURNALS}/${name}`;
}

function planDown({ name, folder }: Want, { state, list }: Seen): readonly ChangeDraft[] {
  const files = list.type === "absent" ? [] : [...listed(list), COMPOSE_FILE, FILE_LIST].map((path) => stackPath(folder, path));
  const fields = state.containers.map(({ name: container, status }): FieldDiff => ({ name: container, before: status, after: "none" }));
  if (files.length === 0 && fields.length === 0) return [];
  const diff = { fields, note: "Its volumes stay" };
  return [{ title: `take down stack ${name}`, diff, commands: [takeStackDown({ name, folder, files })], timeoutMs: PULL_MS }];
}

interface Up {
  readonly files: readonly SeenFile[];
  /** What differs of the folder's rights. */
  readonly rights: readonly FieldDiff[];
  readonly services: readonly ServiceDue[];
  /** Services that are no longer declared and have containers. */
  readonly leaving: readonly StackContainer[];
}

function planUp(want: WantUp, seen: Seen): readonly ChangeDraft[] {
  const { shape, name } = want;
  const imageIdOf = ({ definition }: StackService): string | undefined => seen.state.images.get(definition.image);
  const up: Up = {
    rights: seen.folder.type === "directory" ? rightsDiff(OWN_FOLDER, seen.folder) : [],
    files: filesDue(want.folder, shape, seen),
    services: shape.services.flatMap((one) => serviceDue({ ...one, imageId: imageIdOf(one) }, seen.state.containers) ?? []),
    leaving: seen.state.containers.filter(({ service }) => !shape.names.has(service)),
  };
  if (up.files.length + up.rights.length + up.services.length + up.leaving.length === 0) return [];
  const isRun = up.services.length + up.leaving.length > 0;
  return [
    {
      title: isRun ? `bring up stack ${name}` : `write the files of stack ${name}`,
      diff: diffOf(up, seen.isInterrupted),
      commands: [bringStackUp({ ...want, ...doingOf(want, up), isWhole: seen.state.containers.length === 0 })],
      blobs: blobsOf(up.files),
      timeoutMs: PULL_MS + 2 * want.healthTimeoutMs,
    },
  ];
}

function doingOf(want: WantUp, { files, services, leaving }: Up): Omit<StackUp, "name" | "folder" | "isWhole"> {
  const due = want.shape.services.filter(({ name }) => services.some(({ service }) => service === name));
  const made = due.filter(({ name }) => services.some(({ service, verb }) => service === name && verb !== "start"));
  const isFetched = ({ definition }: StackService): boolean => want.images === "newer" || definition.pull_policy === "always";
  const checks = due.map(({ name, definition }) => ({ service: name, words: healthCommand(definition.healthcheck) }));
  return {
    folders: foldersOf([`${want.folder}/${COMPOSE_FILE}`, ...files.map(({ want: { path } }) => path)]),
    files: files.map((one) => swapFile(one.want)),
    journal: journalOf(want.name),
    images: {
      missing: imagesOf(made.filter((one) => !isFetched(one))),
      newer: imagesOf(made.filter(isFetched)),
    },
    services: {
      up: services.filter(({ isForced }) => !isForced).map(({ service }) => service),
      forced: services.filter(({ isForced }) => isForced).map(({ service }) => service),
      leaving: [...new Set(leaving.map(({ service }) => service))],
    },
    checks: checks.flatMap(({ service, words }) => (words === undefined ? [] : [{ service, words }])),
    healthSeconds: Math.ceil(want.healthTimeoutMs / 1000),
  };
}

function imagesOf(services: readonly StackService[]): readonly string[] {
  return [...new Set(services.map(({ definition }) => definition.image))];
}

function filesDue(folder: string, shape: StackShape, { files, list, isInterrupted }: Seen): readonly SeenFile[] {
  const wanted = [...shape.files, shape.list];
  const all = wanted.map((want, index): SeenFile => ({ want, seen: files[index] ?? list }));
  const paths = new Set(wanted.map(({ path }) => path));
  const left = listed(list).map((path) => stackPath(folder, path));
  const gone = left
    .filter((path) => !paths.has(path))
    .map((path): SeenFile => ({ want: { ...shape.list, path, content: undefined }, seen: list }));
  return [...(isInterrupted ? all : all.filter(isFileDue)), ...gone];
}

/** What a list that is to be replaced names; of one that is as wanted there is nothing to know. */
function listed(list: PathState): readonly string[] {
  return list.type === "file" && list.content !== undefined ? parseFileList(list.content) : [];
}

function diffOf({ files, rights, services, leaving }: Up, isInterrupted: boolean): Diff {
  const { fields = [], ...diff } = filesDiff(
    files.filter(({ want }) => !want.path.endsWith(`/${FILE_LIST}`)),
    isInterrupted,
  );
  const states = [
    ...services.map(({ service, seen }): FieldDiff => ({ name: `service ${service}`, before: seen, after: "running" })),
    ...leaving.map(({ service, status }): FieldDiff => ({ name: `service ${service}`, before: status, after: "none" })),
  ];
  return { ...diff, fields: [...states, ...rights.map((field) => ({ ...field, name: `folder ${field.name}` })), ...fields] };
}
