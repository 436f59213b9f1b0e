import {
  downloadKey,
  type Failure,
  Failures,
  localTree,
  type RepositoryFile,
  type RoleInput,
  Secret,
  type StackFileInput,
  type TreeFile,
  type Value,
} from "geosteer";
import type { Stack } from "./read-stacks.ts";
import type { ComposeVars } from "./vars.ts";

type Input = RoleInput<ComposeVars>;

/** The folder of the repository that `configs` names. */
export function configsFolder(
  configs: unknown,
  { host, inventory }: Pick<RoleInput<unknown>, "host" | "inventory">,
): readonly RepositoryFile[] {
  if (typeof configs !== "string") return [];
  return [{ path: configs, isFolder: true, where: inventory.whereIs(host, ["compose", "configs"]) }];
}

/** The files of each stack, by its name; throws everything that cannot be filled in, of all stacks together. */
export function stackFiles(stacks: readonly Stack[], input: Input): ReadonlyMap<string, readonly StackFileInput[]> {
  const mistakes: Failure[] = [];
  const files = stacks.map(
    (stack) => [stack.name, treeOf(stack.name, input).flatMap((one) => attempt(() => fileOf(one, stack, input), mistakes))] as const,
  );
  if (mistakes.length > 0) throw new Failures(mistakes);
  return new Map(files);
}

function attempt(make: () => StackFileInput, mistakes: Failure[]): readonly StackFileInput[] {
  try {
    return [make()];
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    mistakes.push(...error.failures);
    return [];
  }
}

function treeOf(stack: string, { vars: { configs }, downloads, host, inventory }: Input): readonly TreeFile[] {
  const [folder] = configsFolder(configs, { host, inventory });
  const path = folder && downloads?.get(downloadKey(folder));
  return path === undefined ? [] : localTree(`${path}/${stack}`);
}

function fileOf(one: TreeFile, { name, app }: Stack, input: Input): StackFileInput {
  const { rights, configs_dir: configs } = input.vars;
  const content = app === undefined ? one.file : filledIn(name, one, input);
  const own = Object.entries(rights).find(([glob]) => globOf(glob).test(`${name}/${one.path}`))?.[1];
  const path = configs === undefined ? one.path : `${configs}/${name}/${one.path}`;
  return { path, content, mode: content instanceof Secret ? withoutOthers(one.mode) : one.mode, ...own };
}

/** Of a file that a secret went into. */
function withoutOthers(mode: string): string {
  return `${mode.slice(0, -1)}0`;
}

/** What is no text, or has braces of its own, goes as it is. */
function filledIn(stack: string, { path, file, text }: TreeFile, { vars, host, inventory }: Input): StackFileInput["content"] {
  const whole = `${stack}/${path}`;
  if (text === undefined || vars.verbatim.some((glob) => globOf(glob).test(whole))) return file;
  return inventory.render(host, { text, file: `${vars.configs ?? ""}/${whole}`, names: namesFor(stack, vars) });
}

/** What the original role's files can use beside a host's variables. */
function namesFor(stack: string, { folder, configs_dir: configs = folder, data_dir: data }: ComposeVars): Readonly<Record<string, Value>> {
  return { app_name: stack, compose_dir: folder, configs_dir: configs, data_dir: data };
}

/** `*` within a name, `**` over folders, `?` for one character. */
function globOf(glob: string): RegExp {
  const source = glob.replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => GLOBS[part] ?? part.replaceAll(/[$()+.[\\\]^{|}]/g, "\\$&"));
  return new RegExp(`^${source}$`);
}

const GLOBS: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
