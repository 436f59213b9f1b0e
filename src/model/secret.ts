import { z } from "zod";

/**
 * A text that nobody is shown: printed, logged, put into a message or into JSON it is `«name»`. It is no `Word`, so that none can stand in a
 * command line: it travels as (a part of) a file's content.
 */
export class Secret {
  /** What stands for it: the variables that it came from. */
  readonly names: readonly string[];
  readonly #value: string;

  constructor(names: readonly string[], value: string) {
    this.names = names;
    this.#value = value;
  }

  /** The text itself, for the one place that brings it to a host. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `«${this.names.join(", ")}»`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** A text that may be (or hold) a secret. */
export type Sealed = string | Secret;

/** A value with every secret in it replaced by its text. */
export type Revealed<T> = T extends Secret
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Revealed<Item>[]
      : { [Key in keyof T]: Revealed<T[Key]> };

/**
 * Builds a text with secrets in it; where there is none, it is a plain text.
 *
 * @example secretText`[Interface]\nPrivateKey = ${vars.private_key}\n`
 */
export function secretText(literals: TemplateStringsArray, ...values: readonly (Sealed | number)[]): Sealed {
  return sealed(values, (plain) => String.raw({ raw: literals }, ...plain));
}

/**
 * Renders a value that has secrets in it, at any depth; what comes out is a secret under all their names. For formats that a library writes.
 *
 * @example sealed({ encryption_passphrase: vars.passphrase }, renderYaml)
 */
export function sealed<T>(value: T, render: (plain: Revealed<T>) => string): Sealed {
  const names = [...new Set(secretsIn(value).flatMap((one) => one.names))];
  const text = render(revealed(value) as Revealed<T>);
  return names.length === 0 ? text : new Secret(names, text);
}

/** Every secret in a value, at any depth. */
export function secretsIn(value: unknown): readonly Secret[] {
  if (value instanceof Secret) return [value];
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  return isPlain(value) ? Object.values(value).flatMap(secretsIn) : [];
}

/**
 * A schema for a variable that is a secret: an encrypted value of the inventory, or a plain text, which is hidden from then on.
 *
 * @example vars: z.strictObject({ passphrase: secret.describe("Encrypts the archives.") })
 */
export const secret = z.union(
  [
    z.custom<Secret>((value) => value instanceof Secret).meta({ title: "secret" }),
    z.string().transform((text) => new Secret(["secret"], text)),
  ],
  "must be a text or a secret",
);

function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revealed(one)]));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
}
