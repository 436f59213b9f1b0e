import { hintOfWords } from "../model/did-you-mean.ts";
import { parseBySchema, type SchemaMistake } from "../model/parse-by-schema.ts";
import { ComposeFile, stackName } from "./compose-file.ts";
import type { ComposeService } from "./compose-service.ts";
import { variableMistakes } from "./compose-variables.ts";
import { stackLinks } from "./stack-links.ts";
import { portMistakes } from "./taken-ports.ts";

/** Compose files by the names of their stacks, with all that is wrong with them. */
export interface ReadStacks {
  /** Those whose form is right; they may still be among the mistakes. */
  readonly stacks: Readonly<Record<string, ComposeFile>>;
  /** Paths begin with the stack's name. */
  readonly mistakes: readonly SchemaMistake[];
}

/** Reads the Compose files of all stacks of one host and checks each and all against each other; every mistake is found. */
export function readStacks(given: Readonly<Record<string, unknown>>): ReadStacks {
  const parsed = Object.entries(given).map(([name, file]) => ({ name, ...parseBySchema(ComposeFile, file) }));
  const stacks = Object.fromEntries(parsed.flatMap((one) => (one.outcome === "fits" ? [[one.name, one.data]] : [])));
  const shapes = parsed.flatMap((one) => (one.outcome === "fits" ? [] : one.mistakes.map((mistake) => at([one.name], mistake))));
  return { stacks, mistakes: [...shapes, ...checkStacks(stacks)] };
}

const NAME = "must be a stack's name: small letters, digits, hyphens and underscores";

/** Finds what no single part of a Compose file shows: names of what there is not, services that wait for each other, ports and names taken twice. */
export function checkStacks(stacks: Readonly<Record<string, ComposeFile>>): readonly SchemaMistake[] {
  const each = Object.entries(stacks).flatMap(([name, file]) => [
    ...(stackName.safeParse(name).success ? [] : [{ path: [name], message: NAME }]),
    ...stackMistakes(file).map((mistake) => at([name], mistake)),
  ]);
  return [...each, ...projectMistakes(stacks), ...containerMistakes(stacks), ...portMistakes(stacks)];
}

function stackMistakes(file: ComposeFile): readonly SchemaMistake[] {
  const services = Object.entries(file.services).flatMap(([name, service]) =>
    [...missing(service, file), ...contradictions(service)].map((mistake) => at(["services", name], mistake)),
  );
  return [...services, ...circles(file), ...sourceless(file), ...variableMistakes(file)];
}

const words = { services: "service", networks: "network", volumes: "volume", configs: "config", secrets: "secret" } as const;

function missing(service: ComposeService, file: ComposeFile): readonly SchemaMistake[] {
  return stackLinks(service).flatMap(({ to, name, path }) => {
    const known = Object.keys(file[to] ?? {});
    return known.includes(name)
      ? []
      : [{ path, message: `there is no ${words[to]} "${name}" in this stack`, hint: hintOfWords(name, known) }];
  });
}

/** What Compose refuses together. */
function contradictions(service: ComposeService): readonly SchemaMistake[] {
  const { network_mode: mode, networks, ports = [], container_name: name } = service;
  const count = Number(service.scale ?? service.deploy?.replicas ?? 1);
  const found = [
    { is: mode !== undefined && networks !== undefined, path: ["network_mode"], message: "cannot be together with networks" },
    { is: isForeign(mode) && ports.length > 0, path: ["ports"], message: `cannot be published: the network is not its own (${mode})` },
    { is: name !== undefined && count > 1, path: ["container_name"], message: `cannot be the name of ${count} containers` },
  ];
  return found.flatMap(({ is, path, message }) => (is ? [{ path, message }] : []));
}

/** Is the network that of the host, or of another container? */
function isForeign(mode: string | undefined): boolean {
  return mode !== undefined && /^(?:host$|service:|container:)/.test(mode);
}

/** Services that wait for each other, each circle said once. */
function circles({ services }: ComposeFile): readonly SchemaMistake[] {
  const done = new Set<string>();
  const found: SchemaMistake[] = [];
  function follow(name: string, above: readonly string[]): void {
    const from = above.indexOf(name);
    if (from !== -1) {
      const circle = [...above.slice(from), name].map((one) => `"${one}"`).join(" → ");
      found.push({ path: ["services", above.at(-1) ?? name], message: `services wait for each other: ${circle}` });
    }
    const service = services[name];
    if (done.has(name) || from !== -1 || service === undefined) return;
    for (const { to, name: next } of stackLinks(service)) if (to === "services") follow(next, [...above, name]);
    done.add(name);
  }
  for (const name of Object.keys(services)) follow(name, []);
  return found;
}

/** Configs and secrets that come from nowhere, or from two places. */
function sourceless({ configs = {}, secrets = {} }: ComposeFile): readonly SchemaMistake[] {
  return [
    ...Object.entries(configs).flatMap(([name, one]) => ofOneSource(["configs", name], [one.file, one.content], one.external)),
    ...Object.entries(secrets).flatMap(([name, one]) => ofOneSource(["secrets", name], [one.file], one.external)),
  ];
}

function ofOneSource(path: SchemaMistake["path"], sources: readonly unknown[], external: unknown): readonly SchemaMistake[] {
  const isExternal = external !== undefined && external !== false && external !== "false";
  const count = sources.filter((source) => source !== undefined).length + Number(isExternal);
  const kinds = sources.length > 1 ? "file, content" : "file";
  return count === 1 ? [] : [{ path, message: `must have one source: ${kinds} or external` }];
}

function projectMistakes(stacks: Readonly<Record<string, ComposeFile>>): readonly SchemaMistake[] {
  return seconds(Object.entries(stacks).map(([stack, { name = stack }]) => ({ name, stack, path: [stack, "name"] }))).map(
    ({ name, path, first }) => ({
      path,
      message: `"${name}" is the name of stack "${first.stack}" too`,
    }),
  );
}

/** Containers of one name: Docker has one namespace for all stacks of a host. */
function containerMistakes(stacks: Readonly<Record<string, ComposeFile>>): readonly SchemaMistake[] {
  const all = Object.entries(stacks).flatMap(([stack, { name: project = stack, services }]) =>
    Object.entries(services).map(([service, { container_name: own }]) => ({
      name: own ?? `${project}-${service}-1`,
      stack,
      service,
      path: [stack, "services", service, ...(own === undefined ? [] : ["container_name"])],
    })),
  );
  const isSameProject = projectMistakes(stacks).map(({ path }) => path[0]);
  return seconds(all.filter(({ stack }) => !isSameProject.includes(stack))).map(({ name, path, first }) => ({
    path,
    message: `container "${name}" is service "${first.service}" of stack "${first.stack}" too`,
  }));
}

/** Those whose name was there before, with the first of it. */
function seconds<Named extends { readonly name: string }>(all: readonly Named[]): readonly (Named & { readonly first: Named })[] {
  const seen = new Map<string, Named>();
  return all.flatMap((one) => {
    const first = seen.get(one.name);
    if (first === undefined) seen.set(one.name, one);
    return first === undefined ? [] : [{ ...one, first }];
  });
}

function at(path: SchemaMistake["path"], mistake: SchemaMistake): SchemaMistake {
  return { ...mistake, path: [...path, ...mistake.path] };
}
