import { z } from "zod";
import type { Ask, Fact, Missing } from "./fact.ts";
import { missing } from "./fact.ts";
import { Failure } from "./failure.ts";
import type { Secret } from "./secret.ts";

/** A value that a fact of the same exchange fills in. Made by `fromHost`; allowed where a kind says so, never in an id or a path. */
export class FromHost<Value> {
  readonly resolve: (ask: Ask) => Promise<Value>;

  constructor(resolve: (ask: Ask) => Promise<Value>) {
    this.resolve = resolve;
  }
}

/** A property's type once every `fromHost` in it is filled in. */
export type Resolved<T> =
  T extends FromHost<infer Value>
    ? Resolved<Value>
    : T extends string | number | boolean | undefined | null | Uint8Array | Secret
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Resolved<Item>[]
        : T extends object
          ? { [Key in keyof T]: Resolved<T[Key]> }
          : T;

/**
 * Fills a property from what the host itself says (its codename, its mirror), in the same exchange as everything else.
 * `value` must be pure. A fact that is missing on the host fails the resource.
 *
 * @example file({ path: "/etc/motd", content: fromHost(osRelease, "", ({ codename }) => `Debian ${codename}\n`) })
 */
export function fromHost<Arg, Answer, Value>(
  fact: Fact<Arg, Answer>,
  arg: Arg,
  value: (answer: Exclude<Answer, Missing>) => Value,
): FromHost<Value> {
  return new FromHost(async (ask) => {
    const answer = await ask(fact, arg);
    if (answer === missing) {
      throw new Failure("FACT_FAILED", fact.name, `Cannot fill a property from fact "${fact.name}": its tool is not installed on the host`);
    }
    return value(answer as Exclude<Answer, Missing>);
  });
}

/** A schema for a content-like property: the value itself or a `fromHost` of it, whose value is checked when it arrives. */
export function deferrable<Schema extends z.ZodType>(schema: Schema): Deferrable<Schema> {
  const later = z.instanceof(FromHost).transform((value) => new FromHost(async (ask) => arrived(schema, await value.resolve(ask))));
  return z.union([later, schema]) as unknown as Deferrable<Schema>;
}

type Deferrable<Schema extends z.ZodType> = z.ZodType<
  z.output<Schema> | FromHost<z.output<Schema>>,
  z.input<Schema> | FromHost<z.input<Schema>>
>;

function arrived<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map(({ message }) => message).join("; ");
  throw new Failure("FACT_FAILED", "fromHost", `Cannot fill a property from the host: ${JSON.stringify(value)}: ${why}`);
}

/** Fills in every `fromHost` of a value, at any depth, all in the exchange at hand. */
export async function resolveFromHost<T>(value: T, ask: Ask): Promise<Resolved<T>> {
  if (value instanceof FromHost) return (await resolveFromHost(await value.resolve(ask), ask)) as Resolved<T>;
  if (Array.isArray(value)) return (await Promise.all(value.map((item) => resolveFromHost(item, ask)))) as Resolved<T>;
  if (!isPlain(value)) return value as Resolved<T>;
  const entries = await Promise.all(Object.entries(value).map(async ([key, item]) => [key, await resolveFromHost(item, ask)] as const));
  return Object.fromEntries(entries) as Resolved<T>;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype && !("plan" in value);
}
