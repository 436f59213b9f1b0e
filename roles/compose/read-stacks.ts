import {
  type App,
  appPath,
  appStack,
  readApp,
  type ComposeFile,
  Failure,
  Failures,
  readStacks,
  type RoleInput,
  type SchemaMistake,
} from "geosteer";
import type { ComposeVars } from "./vars.ts";

/** A stack of a host. */
export interface Stack {
  readonly name: string;
  readonly file: ComposeFile;
  /** Where it is declared in the words of the original role, whose files are filled in. */
  readonly app?: App;
}

type Input = Pick<RoleInput<ComposeVars>, "vars" | "host" | "inventory">;
type Path = SchemaMistake["path"];

/** Reads all stacks of a host; throws every mistake in them, and between them, with its place. */
export function stacksOf(input: Input): readonly Stack[] {
  const { vars } = input;
  const read = Object.entries(vars.apps).map(([key, value]) => ({ key, name: key.toLowerCase(), ...readApp(value) }));
  const translated = read.flatMap((one) => {
    if (one.outcome === "refused") return [];
    const { key, name, data: app } = one;
    return [{ key, name, app, ...appStack(app, { name, restartPolicy: vars.default_restart_policy }) }];
  });
  const shapes = [...read, ...translated].flatMap((one) =>
    one.outcome === "fits" ? [] : one.mistakes.map((mistake) => failure(input, ["apps", one.key, ...mistake.path], mistake)),
  );
  const twice = translated.flatMap(({ key, name }, index) => {
    const isTaken = name in vars.stacks || translated.slice(0, index).some((other) => other.name === name);
    return isTaken ? [failure(input, ["apps", key], { message: `there is another stack "${name}"` })] : [];
  });
  const apps = translated.flatMap((one) => (one.outcome === "fits" && one.data !== undefined ? [{ ...one, file: one.data }] : []));
  const { stacks, mistakes } = readStacks({ ...vars.stacks, ...Object.fromEntries(apps.map(({ name, file }) => [name, file])) });
  const found = mistakes.map((mistake) => {
    const [name, ...rest] = mistake.path;
    const app = apps.find((one) => one.name === name);
    return failure(input, app === undefined ? ["stacks", ...mistake.path] : ["apps", app.key, ...appPath(app.app, rest)], mistake);
  });
  const failures = [...shapes, ...twice, ...found];
  if (failures.length > 0) throw new Failures(failures);
  return Object.entries(stacks).map(([name, file]) => ({
    name,
    file,
    ...apps.filter((one) => one.name === name).map(({ app }) => ({ app }))[0],
  }));
}

function failure({ host, inventory }: Input, path: Path, { message, hint }: Omit<SchemaMistake, "path">): Failure {
  const way = ["compose", ...path];
  return new Failure("VARS_INVALID", inventory.whereIs(host, way), `Cannot read role compose: ${way.join(".")}: ${message}`, {
    ...(hint !== undefined && { hint }),
  });
}
