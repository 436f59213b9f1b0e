import { composeStack, directory, type Resource, role, type StackFileInput } from "geosteer";
import { type Stack, stacksOf } from "./read-stacks.ts";
import { configsFolder, stackFiles } from "./stack-files.ts";
import { ComposeVars } from "./vars.ts";

/**
 * Stacks of containers, from variables: each is a file of the Compose Specification, or an application in the variables of the Ansible role
 * `gi-yt.docker_compose_declarative`. All mistakes in them are found before any connection: keys that Compose does not know, ports that two of them
 * take, names of what there is not, variables that are not defined in a file. A stack that left is taken down by `infra apply --prune`.
 *
 * @example
 * compose:
 *   stacks:
 *     rimgo:
 *       services:
 *         rimgo:
 *           image: codeberg.org/rimgo/rimgo:latest
 *           ports: ["9016:3000"]
 *           restart: unless-stopped
 */
export const compose = role({
  name: "compose",
  description: "Stacks of containers by the Compose Specification, or by the variables of the Ansible role of that purpose.",
  installs: ["/opt/stacks/<stack>/compose.yml and files beside it", "the stacks' containers"],
  vars: ComposeVars,
  downloads: ({ host, inventory }) => {
    const vars = inventory.roleVars(host, "compose");
    return configsFolder(typeof vars === "object" && vars !== null && "configs" in vars ? vars["configs"] : undefined, { host, inventory });
  },
  resources: (input) => {
    const stacks = stacksOf(input);
    const files = stackFiles(stacks, input);
    return [...foldersOf(stacks, input.vars), ...stacks.map((stack) => declare(stack, input.vars, files.get(stack.name) ?? []))];
  },
});

/** The folders that apps want for themselves. */
function foldersOf(stacks: readonly Stack[], vars: ComposeVars): readonly Resource[] {
  const paths = stacks.flatMap(({ name, app }) => [
    ...(app?.needs_data_dir === true ? [vars.data_dir, `${vars.data_dir}/${name}`] : []),
    ...(app?.needs_configs_dir === true && vars.configs_dir !== undefined ? [vars.configs_dir, `${vars.configs_dir}/${name}`] : []),
  ]);
  return [...new Set(paths)].map((path) => directory({ path }));
}

function declare({ name, file }: Stack, vars: ComposeVars, files: readonly StackFileInput[]): Resource {
  return composeStack({
    name,
    file,
    folder: `${vars.folder}/${name}`,
    files: [...files],
    images: vars.images[name] ?? vars.images["*"] ?? "missing",
    healthTimeoutMs: vars.health_timeout * 1000,
  });
}
