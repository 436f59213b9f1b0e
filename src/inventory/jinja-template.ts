import type { Value } from "../model/host.ts";
import type * as Ast from "./jinja-ast.ts";
import { jinjaFunctions, unbox } from "./jinja-functions.ts";
import { rewriteExpression } from "./jinja-rewrite-expression.ts";
import { isStatement, rewriteTemplate } from "./jinja-rewrite-template.ts";
import { evaluateSealed, type SecretView } from "./jinja-secrets.ts";
import type { Scope } from "./scope.ts";
import { textOf } from "./text-of.ts";
import { Unrenderable } from "./unrenderable.ts";

/** What is used of `@huggingface/jinja`, whose own declarations do not resolve in ES modules. It is imported only where an inventory needs it. */
export interface Jinja {
  tokenize(text: string, options: { readonly trim_blocks: boolean }): unknown;
  parse(tokens: unknown): { readonly body: readonly unknown[] };
  readonly Environment: new () => JinjaEnvironment;
  readonly Interpreter: new (environment: JinjaEnvironment) => { evaluate(node: unknown, environment: JinjaEnvironment): unknown };
}

/** The names that a template can use. */
interface JinjaEnvironment {
  set(name: string, value: unknown): unknown;
}

/** A text with expressions, ready to be filled in for a host. */
export type JinjaTemplate = (scope: Scope) => Value;

const SUPPORTED = new Set(
  "IntegerLiteral FloatLiteral StringLiteral ArrayLiteral TupleLiteral ObjectLiteral Identifier MemberExpression CallExpression FilterExpression TestExpression BinaryExpression UnaryExpression Ternary SelectExpression SliceExpression KeywordArgumentExpression If For Set Comment".split(
    " ",
  ),
);

/** Parses a text with Jinja expressions. A text that is one expression gives its value with its type, any other a string. */
export function compileJinja(text: string, jinja: Jinja): JinjaTemplate {
  const body = parse(text, jinja);
  const [only, ...others] = body;
  const typed = only && others.length === 0 && !isStatement(only) && !text.endsWith("\n");
  const root = typed ? rewriteExpression(only, new Set()) : { type: "Program", body: rewriteTemplate(body) };
  const evaluate = (scope: Scope, secrets: SecretView): Value => {
    const environment = new jinja.Environment();
    for (const [name, value] of Object.entries({ true: true, True: true, false: false, False: false, none: null, None: null }))
      environment.set(name, value);
    for (const [name, run] of Object.entries(jinjaFunctions(scope, secrets))) environment.set(name, run);
    const value = unbox(new jinja.Interpreter(environment).evaluate(root, environment));
    return typed ? value : withNewlines(textOf(value), text);
  };
  return (scope) => evaluateSealed((secrets) => evaluate(scope, secrets));
}

/** As many newlines at the end as the template has, where Jinja left fewer: as Ansible does (preserve_trailing_newlines). */
function withNewlines(result: string, text: string): string {
  return result + "\n".repeat(Math.max(0, newlinesAt(text) - newlinesAt(result)));
}

function newlinesAt(text: string): number {
  return text.length - text.replace(/\n+$/, "").length;
}

function parse(text: string, jinja: Jinja): readonly Ast.Node[] {
  const { body } = attempt(() => jinja.parse(jinja.tokenize(text, { trim_blocks: true })));
  if (isSupported(body)) return body;
  throw new Unrenderable(`it uses "${String(findUnsupported(body))}", which is not rendered here`);
}

/** Anything that the parser throws, whatever its class, says that the text is not Jinja. */
function attempt<Result>(parseText: () => Result): Result {
  try {
    return parseText();
  } catch (error) {
    throw new Unrenderable(
      `it is not valid Jinja: ${error instanceof Error ? error.message : String(error)}`,
      "Text that is not meant for Jinja is tagged `!unsafe`.",
    );
  }
}

function isSupported(body: readonly unknown[]): body is readonly Ast.Node[] {
  return findUnsupported(body) === undefined;
}

/** The type of the first node that `Ast.Node` does not know. Operators are tokens, no nodes. */
function findUnsupported(node: unknown): string | undefined {
  if (Array.isArray(node) || node instanceof Map)
    return [...node]
      .flat()
      .map(findUnsupported)
      .find((type) => type !== undefined);
  if (typeof node !== "object" || node === null || !("type" in node)) return undefined;
  if (!SUPPORTED.has(String(node.type))) return String(node.type);
  const parts = Object.entries(node).filter(([name]) => name !== "operator");
  return findUnsupported(parts.map(([, part]: [string, unknown]) => part));
}
