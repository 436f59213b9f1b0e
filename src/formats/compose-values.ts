import { z } from "zod";
import { sealable } from "../model/secret.ts";

/** Keys that the Compose Specification leaves to whoever writes the file; they mean nothing to Compose, and are left out of what is rendered. */
type Extensions = Readonly<Partial<Record<`x-${string}`, unknown>>>;

type Strict<Shape extends z.ZodRawShape> = z.ZodObject<Shape, z.core.$strict>;

/** A mapping with these keys and no others but `x-…`, which are taken out of it. */
export function specObject<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodType<z.output<Strict<Shape>>, z.input<Strict<Shape>> & Extensions> {
  return z.preprocess(withoutExtensions, z.strictObject(shape)) as z.ZodType<z.output<Strict<Shape>>, z.input<Strict<Shape>> & Extensions>;
}

function withoutExtensions(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("x-")));
}

/** What a service, network, volume, config or secret is called in a Compose file. */
export const specName = z.string().regex(/^[a-zA-Z0-9._-]+$/, "must be a name of letters, digits, dots, hyphens and underscores");

/** Yes or no; as a word too, for that is what an expression may give. */
export const flag = z.union([z.boolean(), z.enum(["true", "false"])]);

/** A whole number, also as a text of digits. */
export const whole = z.union([z.int(), z.string().regex(/^-?\d+$/, "must be a whole number")]);

/** Any number, also as a text. */
export const decimal = z.union([z.number(), z.string().regex(/^-?\d+(?:\.\d+)?$/, "must be a number")]);

const SIZES = /^\d+(?:\.\d+)?\s?(?:[kmgtp]i?)?b?$/i;
const SIZE = "must be a size such as 64m or 2g";

/** Bytes: a number, or a text with a unit: `64m`, `2gb`. */
export const byteSize = z.union([z.int().min(0), z.string().regex(SIZES, SIZE)]);

/** Bytes, where the specification takes a text only. */
export const byteText = z.string().regex(SIZES, SIZE);

/** A time as Go writes it: `1m30s`. */
export const duration = z.string().regex(/^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h))+$/, "must be a time such as 30s or 1m30s");

/** Rights of a file: always a text, for YAML 1.1 reads 0440 as octal and YAML 1.2 does not. */
export const fileRights = z.string().regex(/^0?[0-7]{3,4}$/, 'must be octal digits in quotes, such as "0440"');

/** Addresses of machines. */
export const ipAddress = z.union([z.ipv4(), z.ipv6()], "must be an IP address");

/** Texts of which none is there twice. */
export const texts = z.array(z.string()).refine(isWithoutDuplicates, "must not name one twice");

/** One text, or several. */
export const textOrTexts = z.union([z.string(), texts]);

/** A program with its arguments, or a line that Compose splits into words as a shell does; `null` and `[]` are the image's own. */
export const commandLine = z.union([z.string(), z.array(z.string()), z.null()]);

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Texts by name, as a mapping or as a list of `NAME=text`. */
export const textsByName = z.union([z.record(z.string().min(1), scalar), texts]);

const assignment = z.string().regex(/^[^=\s]+(?:=[^]*)?$/, "must be NAME=text, or NAME alone");

/** Environment variables, as a mapping or as a list; their texts may be secrets. */
export const environment = z.union([
  z.record(z.string().regex(/^[^=\s]+$/, "must be a variable's name"), z.union([sealable(z.string()), z.number(), z.boolean(), z.null()])),
  z.array(sealable(assignment)),
]);

/** Settings of a driver. */
export const driverOptions = z.record(z.string().min(1), z.union([z.string(), z.number()]));

function isWithoutDuplicates(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}
