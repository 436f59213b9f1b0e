import { cruise, type IDependency, type IModule } from "dependency-cruiser";
import { repository } from "./repository.ts";

/** One import of a source file: of another source file, a package or a Node built-in. */
export interface Import {
  /** Path from the repository's folder. */
  readonly from: string;
  readonly to: { readonly file: string } | { readonly package: string } | { readonly builtin: string };
  readonly typeOnly: boolean;
  /** `import()`: loaded when it is first needed. */
  readonly dynamic: boolean;
  readonly circular: boolean;
}

/** Reads every import of src, roles and playbooks, imports of types included. */
export async function readImports(): Promise<readonly Import[]> {
  const { output } = await cruise(["src", "roles", "playbooks"], {
    baseDir: repository,
    tsPreCompilationDeps: true,
    doNotFollow: { path: "^(node_modules|dist)/" },
    exclude: { path: "^roles/index[.]ts$" },
  });
  if (typeof output === "string") throw new TypeError(`Cannot read imports: ${output}`);
  return output.modules.filter(({ source }) => source.endsWith(".ts")).flatMap(importsOf);
}

function importsOf({ source, dependencies }: IModule): readonly Import[] {
  return dependencies.map((dependency) => ({
    from: source,
    to: targetOf(dependency),
    typeOnly: dependency.dependencyTypes.includes("type-only"),
    dynamic: dependency.dynamic,
    circular: dependency.circular,
  }));
}

function targetOf({ module, resolved, coreModule }: IDependency): Import["to"] {
  if (coreModule) return { builtin: module.replace(/^node:/, "") };
  if (module.startsWith(".")) return { file: resolved };
  return { package: module.split("/", module.startsWith("@") ? 2 : 1).join("/") };
}
