import { blob } from "../model/blob.ts";
import { withMode } from "../model/rights.ts";
import type { ComposeFile } from "./compose-file.ts";
import type { ComposeService } from "./compose-service.ts";
import { normalStack } from "./normal-stack.ts";
import { renderStack } from "./render-stack.ts";
import { COMPOSE_FILE, FILE_LIST, renderFileList, type StackFile, stackPath } from "./stack-files.ts";

/** A stack as it is declared for a host. */
export interface DeclaredStack {
  readonly name: string;
  readonly folder: string;
  readonly file: ComposeFile;
  /** Their paths are absolute, or below the folder. */
  readonly files: readonly StackFile[];
}

/** What a declaration of a stack comes to on a host. */
export interface StackShape {
  /** With absolute paths, `compose.yml` first. */
  readonly files: readonly StackFile[];
  /** The list of the others. */
  readonly list: StackFile;
  /** The names of all services. */
  readonly names: ReadonlySet<string>;
  /** Those that run by themselves: one with a profile is for people to start by hand. */
  readonly services: readonly StackService[];
}

/** A service as it shall be. */
export interface StackService {
  readonly name: string;
  readonly definition: ComposeService;
  /** What the label `geosteer.digest` of its containers says. */
  readonly digest: string;
}

/** Fills in what a stack did not say, and renders it with its files. */
export function stackShape({ name: stack, folder, file, files }: DeclaredStack): StackShape {
  const root = { owner: "root", group: "root" };
  const own = files.map((one) => ({ ...one, path: stackPath(folder, one.path) }));
  const normal = normalStack(file, { name: stack });
  const contents = new Map(own.map((one) => [one.path, blob(one.content).sha256]));
  const { text, digests } = renderStack(normal, { folder, contents });
  return {
    files: [withMode({ ...root, path: `${folder}/${COMPOSE_FILE}`, content: text }), ...own],
    list: { ...root, mode: "0644", path: `${folder}/${FILE_LIST}`, content: renderFileList(files.map(({ path }) => path)) },
    names: new Set(digests.keys()),
    services: Object.entries(normal.services).flatMap(([name, definition]) => {
      const isByHand = (definition.profiles ?? []).length > 0;
      return isByHand ? [] : [{ name, definition, digest: digests.get(name) ?? "" }];
    }),
  };
}
