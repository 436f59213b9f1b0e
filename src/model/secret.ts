import { z } from "zod";

/**
 * A text that nobody is shown: printed, logged, put into a message or into JSON it is `«name»`. It is no `Word`, so that none can stand in a
 * command line: it travels as (a part of) a file's content.
 */
export class Secret {
  /** What stands for it: the variables that it came from. */
  readonly names: readonly string[];
  readonly #value: string;
  readonly #encoding: "utf8" | "base64";

  /** With the encoding `base64` the text stands for bytes that are no text. */
  constructor(names: readonly string[], value: string, encoding: "utf8" | "base64" = "utf8") {
    this.names = names;
    this.#value = value;
    this.#encoding = encoding;
  }

  /** The text itself, for the one place that brings it to a host. */
  reveal(): string {
    return this.#value;
  }

  /** What a file with it holds. */
  bytes(): Uint8Array {
    return Buffer.from(this.#value, this.#encoding);
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

/** The text of a sealed one, for the one place that brings it to a host or compares it. */
export function unsealed(text: Sealed): string {
  return text instanceof Secret ? text.reveal() : text;
}

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

/** Makes bytes of a secret that are no less secret: for formats that are no text. */
export function sealedBytes(one: Secret, render: (plain: string) => Uint8Array): Secret {
  return new Secret(one.names, Buffer.from(render(one.reveal())).toString("base64"), "base64");
}

/** Every secret in a value, at any depth. */
export function secretsIn(value: unknown): readonly Secret[] {
  if (value instanceof Secret) return [value];
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  return isPlain(value) ? Object.values(value).flatMap(secretsIn) : [];
}

/** What a text is called that is given where a secret is expected, until its place is known. */
const UNNAMED = "secret";

/** Names the secrets of a value that were given as plain texts after their places in it: `users.accounts.0.password_hash`. */
export function nameSecrets(value: unknown, path: readonly string[]): unknown {
  if (value instanceof Secret) return value.names.join() === UNNAMED ? new Secret([path.join(".")], value.reveal()) : value;
  if (Array.isArray(value)) return value.map((item, index) => nameSecrets(item, [...path, String(index)]));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nameSecrets(item, [...path, key])]));
}

/** Its title is what `hasSecret` finds it by. */
const isSecret = z.custom<Secret>((value) => value instanceof Secret).meta({ title: "secret" });

/**
 * A schema for a variable that is a secret: an encrypted value of the inventory, or a plain text, which is hidden from then on.
 *
 * @example vars: z.strictObject({ passphrase: secret.describe("Encrypts the archives.") })
 */
export const secret = z.union([isSecret, z.string().transform((text) => new Secret([UNNAMED], text))], "must be a text or a secret");

/** A schema for a property that takes a text of this shape, or a secret whose text has it. */
export function sealable(schema: z.ZodType<string, string>): z.ZodType<Sealed, Sealed> {
  const hidden = isSecret.superRefine((value, context) => {
    for (const { message } of schema.safeParse(value.reveal()).error?.issues ?? []) context.addIssue({ code: "custom", message });
  });
  return z.union([hidden, schema]);
}

/** The value with every secret in it as its text: for whoever brings it to a host. */
export function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revealed(one)]));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
}
