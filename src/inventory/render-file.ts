import { Failure, Failures } from "../model/failure.ts";
import type { TemplateFile, Value } from "../model/host.ts";
import { type Sealed, Secret } from "../model/secret.ts";
import { textOf } from "./text-of.ts";
import { Unrenderable } from "./unrenderable.ts";

/** Fills in one text; throws `Unrenderable`, or a Failure of a variable that it read. */
export type RenderText = (text: string) => Value;

const EXPRESSION = /\{\{-?(?:[^}"']|"[^"]*"|'[^']*'|\}(?!\}))*\}\}/g;
const LOCALS = /\{%-?\s*(?:for\s+([\w\s,]+?)\s+in|set\s+(\w+))\b/g;

/**
 * Fills in a template file. Where that fails, each of its expressions is tried alone, to tell the line of every one that cannot be filled in; what a
 * loop or `set` of the template names is known only within it, and not to blame.
 */
export function renderFile({ text, file }: TemplateFile, render: RenderText): Sealed {
  try {
    return sealedText(render(text));
  } catch (error) {
    const found = [...text.matchAll(EXPRESSION)].flatMap(({ 0: one, index }) => {
      const why = isLocal(one, text) ? undefined : reasonOf(one, render);
      return why === undefined ? [] : [failure(why, `${file}:${lineAt(text, index)}`, one)];
    });
    throw new Failures(found.length > 0 ? found : [failure(error, `${file}:1`, "the template")]);
  }
}

function sealedText(value: Value): Sealed {
  return value instanceof Secret ? value : textOf(value);
}

function reasonOf(expression: string, render: RenderText): unknown {
  try {
    // A text before it, so that it is asked for as a part of a text.
    sealedText(render(` ${expression}`));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Does an expression use a name that the template itself gives? */
function isLocal(expression: string, text: string): boolean {
  const names = [...text.matchAll(LOCALS)].flatMap(([, loop = "", set = ""]) => [...loop.split(","), set].map((name) => name.trim()));
  const used = expression.match(/[A-Za-z_]\w*/g) ?? [];
  return used.some((name) => name === "loop" || names.includes(name));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** A variable that cannot be read has a place of its own. */
function failure(error: unknown, where: string, expression: string): Failure {
  if (error instanceof Failure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const hint = error instanceof Unrenderable ? error.hint : undefined;
  return new Failure("EXPRESSION_INVALID", where, `Cannot render ${expression}: ${reason}`, {
    ...(hint !== undefined && { hint }),
    cause: error,
  });
}
