import type { z } from "zod";
import type { Ending, JsonProps } from "./absence.ts";
import { type Blob, sha256 } from "./blob.ts";
import { CHANGE_TIMEOUT_MS, type Change, type ChangeDraft } from "./change.ts";
import type { Ask } from "./fact.ts";
import { Failure, Failures } from "./failure.ts";
import { type Resolved, resolveFromHost } from "./from-host.ts";
import { parseBySchema } from "./parse-by-schema.ts";
import type { Resource, Watches } from "./resource.ts";
import { Secret } from "./secret.ts";
import { shortName } from "./short-name.ts";
import type { TakenPort } from "./taken-port.ts";

/** A kind of resource: what its properties are, what to ask a host, and which changes lead from what is seen to what is wanted. */
export interface KindDefinition<Props extends z.ZodType, Seen> {
  /** One sentence for `infra list` and README. */
  readonly description: string;
  /** Every property is described; `.describe()` texts become the reference. */
  readonly props: Props;
  /** The part of the resource's id after the kind's name. */
  id(want: z.output<Props>): string;
  /** Asks the host, in one exchange: no question may depend on another one's answer. */
  observe(want: z.output<Props>, ask: Ask): Promise<Seen>;
  /** Pure; `[]` when nothing is to do. */
  plan(want: Resolved<z.output<Props>>, seen: Seen): readonly ChangeDraft[];
  /** Pure; sentences about what will need somebody's care although nothing is to change, such as a key that expires soon. */
  warnings?(want: Resolved<z.output<Props>>, seen: Seen): readonly string[];
  /** For kinds that run something that watches other resources. */
  watches?(want: z.output<Props>): Watches | undefined;
  /**
   * The properties that declare the absence of what `want` declares: kept on the host, so that `apply --prune` can remove it when nobody declares
   * it any more. `"nothing"` where there is nothing to remove, as for what is absent already; `undefined`, the default, where it is never removed.
   */
  absence?(want: z.output<Props>): (z.input<Props> & JsonProps) | "nothing" | undefined;
  /** The files and folders that it writes to or makes: while another resource declares one of them, nothing of it is removed. */
  paths?(want: z.output<Props>): readonly string[];
  /** The ports of the host that it takes for itself: two resources of a host that take one are refused before any connection. */
  ports?(want: z.output<Props>): readonly TakenPort[];
}

/** A kind: call it with properties to declare a resource. */
export interface Kind<Props extends z.ZodType = z.ZodType> {
  (props: z.input<Props>): Resource;
  readonly kind: string;
  readonly description: string;
  readonly props: Props;
}

/**
 * Declares a kind of resource. Calling the result with properties that do not fit throws `RESOURCE_INVALID` with all mistakes.
 *
 * @example const motd = defineKind("motd", { props: z.strictObject({ text: z.string() }), id: () => "/etc/motd", observe, plan, description })
 */
export function defineKind<Props extends z.ZodType, Seen>(name: string, definition: KindDefinition<Props, Seen>): Kind<Props> {
  const { props, description } = definition;
  function declare(input: z.input<Props>): Resource {
    const want = parseProps(name, props, input);
    const ownName = shortName(definition.id(want));
    const id = `${name}:${ownName}`;
    const watches = definition.watches?.(want);
    const { warnings } = definition;
    const look = (ask: Ask) => Promise.all([resolveFromHost(want, ask), definition.observe(want, ask)]);
    const ending = endingOf(name, definition.absence?.(want));
    return {
      id,
      kind: name,
      title: `${name} ${ownName}`,
      want,
      ...(watches && { watches }),
      ...(ending && { ending }),
      paths: definition.paths?.(want) ?? [],
      ports: definition.ports?.(want) ?? [],
      async plan(ask) {
        return definition.plan(...(await look(ask))).map((draft) => completeChange(id, draft));
      },
      ...(warnings && { warnings: async (ask) => warnings(...(await look(ask))) }),
      digest: async (ask) => sha256(JSON.stringify(canonical(await resolveFromHost(want, ask)))),
    };
  }
  return Object.assign(declare, { kind: name, description, props });
}

function endingOf(kind: string, absence: JsonProps | "nothing" | undefined): Ending {
  return typeof absence === "object" ? { kind, props: absence } : absence;
}

function completeChange(resource: string, draft: ChangeDraft): Change {
  return { blobs: [] as readonly Blob[], timeoutMs: CHANGE_TIMEOUT_MS, ...draft, resource };
}

function parseProps<Props extends z.ZodType>(name: string, props: Props, input: z.input<Props>): z.output<Props> {
  const parsed = parseBySchema(props, input);
  if (parsed.outcome === "fits") return parsed.data;
  throw new Failures(
    parsed.mistakes.map(({ path, message, ...details }) => {
      const words = [`Cannot declare ${name} ${label(input)}`.trimEnd(), ...(path.length > 0 ? [path.join(".")] : []), message];
      return new Failure("RESOURCE_INVALID", [name, ...path].join("."), words.join(": "), details);
    }),
  );
}

function label(input: unknown): string {
  const first: unknown = typeof input === "object" && input !== null ? Object.values(input)[0] : input;
  return typeof first === "string" ? JSON.stringify(first.slice(0, 80)) : "";
}

/** The value with its keys in order; a watched resource counts by its id, bytes and local files by their digest, wherever they came from. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return sha256(value);
  if (value instanceof Secret) return sha256(value.reveal());
  if ("localPath" in value && "sha256" in value) return value.sha256;
  if ("plan" in value && "id" in value) return value.id;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, canonical(one)]));
}
