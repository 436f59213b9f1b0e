import { type Sealed, Secret, sealed } from "../model/secret.ts";
import type { ComposeFile } from "./compose-file.ts";
import { mountWithRights } from "./compose-mounts.ts";
import type { ComposeService } from "./compose-service.ts";
import { labelsOf } from "./normal-stack.ts";
import { renderYaml } from "./render-yaml.ts";
import { stackDigests, type StackContents } from "./stack-digests.ts";

/** The label that tells of which definition a container was made. */
export const DIGEST_LABEL = "geosteer.digest";

/** What a host gets of a stack. */
export interface RenderedStack {
  /** `compose.yml`. */
  readonly text: Sealed;
  /** By service: what its label `geosteer.digest` says. */
  readonly digests: ReadonlyMap<string, string>;
}

/**
 * Writes a normalised stack as a Compose file in which every service carries its digest as a label. A secret is written so that Compose takes it
 * as it is, whatever dollar signs are in it; the text is then a secret itself.
 */
export function renderStack(file: ComposeFile, contents: StackContents): RenderedStack {
  const digests = stackDigests(file, contents);
  const services = Object.entries(file.services).map(
    ([name, service]) =>
      [name, withRights({ ...service, labels: { ...labelsOf(service.labels ?? {}), [DIGEST_LABEL]: digests.get(name) ?? "" } })] as const,
  );
  return { text: sealed(literalSecrets({ ...file, services: Object.fromEntries(services) }), renderFile), digests };
}

function renderFile(file: Readonly<Record<string, unknown>>): string {
  return `# Written by geosteer, and overwritten by it.\n${renderYaml(file)}`;
}

/** Rights as numbers, which every version of Compose reads alike: 2.26 takes the text "0440" for the decimal 440. */
function withRights(service: ComposeService): Readonly<Record<string, unknown>> {
  const { volumes, configs, secrets } = service;
  return {
    ...service,
    ...(volumes !== undefined && { volumes: volumes.map(mountWithRights) }),
    ...(configs !== undefined && { configs: configs.map(grantWithRights) }),
    ...(secrets !== undefined && { secrets: secrets.map(grantWithRights) }),
  };
}

type Grant = NonNullable<ComposeService["configs"]>[number];

function grantWithRights(grant: Grant): unknown {
  return typeof grant === "string" || grant.mode === undefined ? grant : { ...grant, mode: Number.parseInt(grant.mode, 8) };
}

/** Compose reads `$` as the begin of a variable's name, and `$$` as a dollar sign. */
function literalSecrets(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, literal(one)]));
}

function literal(value: unknown): unknown {
  if (value instanceof Secret) return new Secret(value.names, value.reveal().replaceAll("$", "$$$$"));
  if (Array.isArray(value)) return value.map(literal);
  return typeof value === "object" && value !== null ? literalSecrets(value as Readonly<Record<string, unknown>>) : value;
}
