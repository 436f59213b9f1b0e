import { parse } from "yaml";
import { z } from "zod";
import { parseBySchema, type Parsed, type SchemaMistake } from "../model/parse-by-schema.ts";
import { Secret } from "../model/secret.ts";
import { ComposeFile } from "./compose-file.ts";
import { ComposeMount } from "./compose-mounts.ts";
import { ComposePort } from "./compose-ports.ts";
import { containerName, imageName, restartPolicy } from "./compose-service.ts";
import { attachments, dependsOn } from "./compose-service-parts.ts";
import { commandLine, environment } from "./compose-values.ts";

const AppService = z.lazy(() =>
  z.strictObject({
    name: containerName,
    image: imageName.optional(),
    restart_policy: restartPolicy.optional(),
    ports: z.array(ComposePort).optional(),
    mounts: z.array(ComposeMount).optional(),
    environment: environment.optional(),
    command: commandLine.optional(),
    entrypoint: commandLine.optional(),
    depends_on: dependsOn.optional(),
    networks: attachments.optional(),
    user: z.union([z.string(), z.int()]).optional(),
    extra_vars: z.record(z.string(), z.unknown()).optional(),
  }),
);

type AppService = z.output<typeof AppService>;

/**
 * An application in the variables of the Ansible role `gi-yt.docker_compose_declarative`, as they are: a list of services, in words of that
 * role's own. `extra_vars` are keys of the Compose Specification; a text in them is YAML, for that role writes it into its file as it stands.
 */
export const App = z.lazy(() =>
  z.strictObject({
    needs_configs_dir: z.boolean().default(false),
    needs_data_dir: z.boolean().default(false),
    docker_settings: z
      .strictObject({ common_image: imageName.optional(), services: z.array(AppService).min(1, "must have a service") })
      .optional(),
  }),
);

/** An application in the variables of that role. */
export type App = z.output<typeof App>;

/** Reads an application from variables. */
export function readApp(value: unknown): Parsed<App> {
  return parseBySchema(App, value);
}

/** What that role takes beside an application. */
export interface AppOptions {
  /** The stack's name; that role makes it of the application's in small letters. */
  readonly name: string;
  /** Of services that have none of their own: `default_restart_policy`. Default `unless-stopped`. */
  readonly restartPolicy?: string;
}

/**
 * Translates an application into a Compose file, as that role's template does. Where Compose would refuse what it wrote, or it lost something,
 * this goes further: `user` counts, an environment may be a list, networks that services name are declared. `version` is not written: Compose
 * ignores it. An application without `docker_settings` has no file (`undefined`). Mistakes have
 * their paths in the application; `appPath` leads there from what `checkStacks` finds later.
 */
export function appStack(app: App, options: AppOptions): Parsed<ComposeFile | undefined> {
  const settings = app.docker_settings;
  if (settings === undefined) return { outcome: "fits", data: undefined };
  const extras = settings.services.map(extrasOf);
  const own = [...twice(settings.services), ...extras.flatMap(({ mistakes }, index) => mistakes.map((one) => within(index, one)))];
  const keys = keysOf(settings.services);
  const services = settings.services.map((service, index) => {
    const image = service.image ?? settings.common_image;
    return [keys[index] ?? "", { image, ...rendered(service, options), ...extras[index]?.values }] as const;
  });
  const file = { name: options.name, services: Object.fromEntries(services), ...declared(settings.services) };
  const parsed = parseBySchema(ComposeFile, file);
  const mistakes = parsed.outcome === "fits" ? own : [...own, ...parsed.mistakes.map((one) => inApp(one, app))];
  return parsed.outcome === "fits" && mistakes.length === 0 ? parsed : { outcome: "refused", mistakes };
}

/** The keys of a service by which that role calls what the specification calls otherwise. */
const renamed: Readonly<Record<string, string>> = { container_name: "name", restart: "restart_policy", volumes: "mounts" };

function rendered(service: AppService, { restartPolicy: policy = "unless-stopped" }: AppOptions): Readonly<Record<string, unknown>> {
  const { environment: variables, user } = service;
  const written = {
    container_name: service.name,
    restart: service.restart_policy ?? policy,
    ports: service.ports,
    volumes: service.mounts,
    environment: variables === undefined ? undefined : withoutNulls(variables),
    command: service.command,
    entrypoint: service.entrypoint,
    depends_on: service.depends_on,
    networks: service.networks,
    user: user === undefined ? undefined : String(user),
  };
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
}

/** Ansible's filter `quote` makes an empty text of a variable without a value; to Compose it would be one of its own environment. */
function withoutNulls(variables: NonNullable<AppService["environment"]>): NonNullable<AppService["environment"]> {
  if (Array.isArray(variables)) return variables;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? ""]));
}

/** Networks must be declared for Compose to take the file. Volumes are not: a forgotten `./` would become one. */
function declared(services: readonly AppService[]): { readonly networks?: Readonly<Record<string, null>> } {
  const names = services.flatMap(({ networks = [] }) => (Array.isArray(networks) ? networks : Object.keys(networks)));
  const own = [...new Set(names)].filter((name) => name !== "default");
  return own.length === 0 ? {} : { networks: Object.fromEntries(own.map((name) => [name, null])) };
}

interface Extras {
  readonly values: Readonly<Record<string, unknown>>;
  readonly mistakes: readonly SchemaMistake[];
}

function extrasOf(service: AppService): Extras {
  const entries = Object.entries(service.extra_vars ?? {}).map(([key, value]) => ({ key, ...extraOf(service, key, value) }));
  return {
    values: Object.fromEntries(entries.flatMap(({ key, mistake, value }) => (mistake === undefined ? [[key, value]] : []))),
    mistakes: entries.flatMap(({ key, mistake }) => (mistake === undefined ? [] : [{ path: ["extra_vars", key], message: mistake }])),
  };
}

function extraOf(service: AppService, key: string, value: unknown): { readonly value?: unknown; readonly mistake?: string } {
  const word = renamed[key] ?? key;
  if (key !== "networks" && (word in service || key === "container_name" || key === "restart")) {
    return { mistake: `is said already by "${word}"` };
  }
  if (key === "networks") return { mistake: 'has a place of its own: "networks" of the service' };
  if (value instanceof Secret) return { mistake: "must not be a secret: only an environment may have secrets" };
  return typeof value === "string" ? yamlOf(key, value) : { value };
}

function yamlOf(key: string, text: string): { readonly value?: unknown; readonly mistake?: string } {
  try {
    const read: unknown = parse(`${key}: ${text}\n`, { logLevel: "error" });
    const entries = typeof read === "object" && read !== null ? Object.entries(read) : [];
    const [first, ...others] = entries;
    return first?.[0] === key && others.length === 0 ? { value: first[1] } : { mistake: "must be the YAML of one value" };
  } catch {
    return { mistake: "must be the YAML of one value" };
  }
}

/** By what each service goes in the file: its name; a second one of a name keeps a key of its own, so that its other mistakes are found too. */
function keysOf(services: readonly AppService[]): readonly string[] {
  return services.map(({ name }, index) => (services.findIndex((other) => other.name === name) === index ? name : `${name}.${index}`));
}

function twice(services: readonly AppService[]): readonly SchemaMistake[] {
  return services.flatMap(({ name }, index) => {
    const first = services.findIndex((other) => other.name === name);
    return first === index ? [] : [within(index, { path: ["name"], message: `"${name}" is the name of an earlier service too` })];
  });
}

function within(index: number, mistake: SchemaMistake): SchemaMistake {
  return { ...mistake, path: ["docker_settings", "services", index, ...mistake.path] };
}

/** Leads from a place in the Compose file to the variable that it was made of. */
export function appPath(app: App, path: SchemaMistake["path"]): SchemaMistake["path"] {
  const services = app.docker_settings?.services ?? [];
  const [top, name, key, ...rest] = path;
  const index = keysOf(services).findIndex((one) => one === name);
  const service = services[index];
  if (top !== "services" || service === undefined) return [];
  const place = ["docker_settings", "services", index];
  if (key === undefined) return place;
  return Object.hasOwn(service.extra_vars ?? {}, key) ? [...place, "extra_vars", key, ...rest] : [...place, renamed[key] ?? key, ...rest];
}

function inApp(mistake: SchemaMistake, app: App): SchemaMistake {
  const isImage = mistake.path[0] === "services" && mistake.path[2] === "image";
  const message = isImage ? "must name an image, for there is no common_image either" : mistake.message;
  return { ...mistake, message, path: appPath(app, mistake.path) };
}
