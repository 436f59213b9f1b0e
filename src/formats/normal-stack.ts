import { Secret, unsealed } from "../model/secret.ts";
import type { ComposeFile } from "./compose-file.ts";
import { boundPort } from "./compose-ports.ts";
import type { ComposeService } from "./compose-service.ts";

/** What a service logs is kept up to a size, in several files of which the oldest goes. */
export interface LogRotation {
  readonly driver: "json-file" | "local";
  /** Such as `10m`. */
  readonly maxSize: string;
  readonly maxFile: number;
}

const rotation: LogRotation = { driver: "local", maxSize: "10m", maxFile: 3 };

/**
 * Fills in what this program wants of every stack unless it is told otherwise: an init process (without one a container needs Docker's ten
 * seconds to stop), ports on the loopback only, logs that do not grow for ever. What may be written in several ways is written in one.
 * Normalising twice is normalising once.
 */
export function normalStack(file: ComposeFile, options: { readonly name: string; readonly logs?: LogRotation }): ComposeFile {
  const { services, name = options.name, networks, volumes, configs, secrets } = file;
  const logs = options.logs ?? rotation;
  const normal = Object.entries(services).map(([service, definition]) => [service, normalService(definition, logs)] as const);
  const others = { networks, volumes, configs, secrets };
  const declared = Object.entries(others).filter(([, value]) => value !== undefined);
  return { name, services: Object.fromEntries(normal), ...Object.fromEntries(declared) };
}

function normalService(service: ComposeService, logs: LogRotation): ComposeService {
  const { init = true, ports, environment, labels, logging } = service;
  return {
    ...service,
    init: init === true || init === "true",
    ...(ports !== undefined && { ports: [...new Set(ports.map(boundPort))] }),
    ...(environment !== undefined && { environment: environmentOf(environment) }),
    ...(labels !== undefined && { labels: labelsOf(labels) }),
    logging: normalLogging(logging, logs),
  };
}

/** The driver `json-file` keeps everything unless told otherwise; other drivers have their own ways. */
function normalLogging(logging: ComposeService["logging"], logs: LogRotation): ComposeService["logging"] {
  const options = { "max-size": logs.maxSize, "max-file": String(logs.maxFile) };
  if (logging === undefined) return { driver: logs.driver, options };
  return logging.driver === "json-file" ? { ...logging, options: { ...options, ...logging.options } } : logging;
}

type Environment = NonNullable<ComposeService["environment"]>;
type Labels = NonNullable<ComposeService["labels"]>;

function environmentOf(environment: Environment): Exclude<Environment, readonly unknown[]> {
  if (!Array.isArray(environment)) return environment;
  return Object.fromEntries(
    environment.map((item) => {
      const [name, value] = assignment(unsealed(item));
      return [name, item instanceof Secret && value !== null ? new Secret(item.names, value) : value];
    }),
  );
}

/** Labels by name; one without a text has an empty one. */
export function labelsOf(labels: Labels): Exclude<Labels, readonly unknown[]> {
  if (!Array.isArray(labels)) return labels;
  return Object.fromEntries(labels.map(assignment).map(([name, value]) => [name, value ?? ""]));
}

function assignment(text: string): readonly [name: string, value: string | null] {
  const at = text.indexOf("=");
  return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
