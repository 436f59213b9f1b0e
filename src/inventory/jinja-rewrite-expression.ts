import type * as Ast from "./jinja-ast.ts";
import { call, literal, splitArguments } from "./jinja-ast.ts";
import { didYouMean } from "../model/did-you-mean.ts";
import { filters } from "./jinja-filters.ts";
import { Unrenderable } from "./unrenderable.ts";

/** What the interpreter does as Ansible does. */
const FILTERS = words(
  "abs capitalize dictsort float indent int items length list lower map rejectattr replace reverse safe selectattr sort title tojson trim unique upper",
);
const TESTS = words("boolean defined even false integer iterable lower mapping none number odd sequence string true undefined upper");
const METHODS = words("capitalize endswith get items keys lower lstrip replace rstrip split startswith strip title upper values");
const CONSTANTS = words("true True false False none None");
const COMPARISONS = words("== != < <= > >= in ~").add("not in");

/** Names that the template itself sets: by `{% set %}` anywhere, or as variables of the loops around a node. */
export type Locals = ReadonlySet<string>;

/**
 * Rewrites an expression for the interpreter, which takes an undefined name for nothing and knows few of Ansible's filters: names become
 * calls of `$get`, which throws where a name is not defined (`$maybe` where the template asks for that), filters and comparisons become
 * calls of functions of ours. What the interpreter could not do throws Unrenderable here, before anything is evaluated.
 */
export function rewriteExpression(node: Ast.Expression, locals: Locals): Ast.Expression {
  switch (node.type) {
    case "Identifier":
    case "MemberExpression":
      return rewriteReference(node, { locals, maybe: false });
    case "CallExpression":
      return rewriteCall(node, locals);
    case "FilterExpression":
      return rewriteFilter(node, { locals, maybe: false });
    case "TestExpression":
      return rewriteTest(node, locals);
    case "BinaryExpression":
    case "UnaryExpression":
    case "Ternary":
    case "SelectExpression":
      return rewriteOperator(node, locals);
    case "ArrayLiteral":
    case "TupleLiteral":
    case "ObjectLiteral":
      return rewriteCollection(node, locals);
    case "IntegerLiteral":
    case "FloatLiteral":
    case "StringLiteral":
      return node;
  }
}

interface Reading {
  readonly locals: Locals;
  /** Is nothing a right answer, as in `x | default(…)` and `x is defined`? */
  readonly maybe: boolean;
}

/** `a.b[c]` → `$get("a", "b", c)`, so that only what is asked for is rendered. A name of the template's own stays, but must be defined. */
function rewriteReference(node: Ast.Identifier | Ast.MemberExpression, { locals, maybe }: Reading): Ast.Expression {
  const path = pathOf(node, locals);
  if (path && maybe)
    return { type: "MemberExpression", object: call("$maybe", ...path), property: { type: "Identifier", value: "value" }, computed: false };
  if (path) return call("$get", ...path);
  if (node.type === "Identifier") return CONSTANTS.has(node.value) || maybe ? node : call("$must", node, literal(node.value));
  const member = {
    ...node,
    object: rewriteOperand(node.object, { locals, maybe: maybe || !pathOf(node.object, locals) }),
    property: rewriteProperty(node, locals),
  };
  return maybe ? member : call("$must", member, literal(shown(node)));
}

/** The name and keys of a reference into the inventory's variables; `undefined` for any other. */
function pathOf(node: Ast.Expression, locals: Locals): readonly Ast.Expression[] | undefined {
  if (node.type === "Identifier") return locals.has(node.value) || CONSTANTS.has(node.value) ? undefined : [literal(node.value)];
  if (node.type !== "MemberExpression" || node.property.type === "SliceExpression") return undefined;
  const object = pathOf(node.object, locals);
  const { property } = node;
  const key = property.type === "Identifier" && !node.computed ? literal(property.value) : rewriteExpression(property, locals);
  return object && [...object, key];
}

function rewriteProperty({ property, computed }: Ast.MemberExpression, locals: Locals): Ast.Expression | Ast.Slice {
  if (property.type !== "SliceExpression") return computed ? rewriteExpression(property, locals) : property;
  const bounds = Object.entries({ start: property.start, stop: property.stop, step: property.step });
  return {
    type: "SliceExpression",
    ...Object.fromEntries(bounds.flatMap(([name, bound]) => (bound ? [[name, rewriteExpression(bound, locals)]] : []))),
  };
}

/** What a `default`, a test for `defined` or a member may find undefined without a failure. */
function rewriteOperand(node: Ast.Expression, reading: Reading): Ast.Expression {
  if (node.type === "Identifier" || node.type === "MemberExpression") return rewriteReference(node, reading);
  if (node.type === "FilterExpression") return rewriteFilter(node, reading);
  if (node.type !== "Ternary") return rewriteExpression(node, reading.locals);
  return {
    ...node,
    condition: rewriteExpression(node.condition, reading.locals),
    trueExpr: rewriteOperand(node.trueExpr, reading),
    falseExpr: rewriteOperand(node.falseExpr, reading),
  };
}

function rewriteFilter({ operand, filter }: Ast.FilterExpression, reading: Reading): Ast.Expression {
  const name = filter.type === "Identifier" ? filter.value : shown(filter.callee);
  const args = filter.type === "Identifier" ? [] : filter.args;
  if (name === "default" || name === "d") return rewriteDefault({ operand, args }, reading);
  const value = rewriteExpression(operand, reading.locals);
  const rewritten = rewriteArguments(args, reading.locals);
  if (!filters.has(name)) {
    if (!FILTERS.has(name)) throw noFilter(name);
    return { type: "FilterExpression", operand: value, filter: filter.type === "Identifier" ? filter : { ...filter, args: rewritten } };
  }
  const { plain, named } = splitArguments(rewritten);
  const keywords = new Map([...named].map(([key, one]) => [literal(key), one]));
  return call("$filter", literal(name), { type: "ArrayLiteral", value: [value, ...plain] }, { type: "ObjectLiteral", value: keywords });
}

function noFilter(name: string): Unrenderable {
  const known = [...FILTERS, ...filters.keys(), "default"].sort();
  return new Unrenderable(
    `there is no filter "${name}"${didYouMean(name, known)}`,
    `Expected one of ${known.join(", ")}; anything else is TypeScript, in a role's resources({ vars, host }).`,
  );
}

/** `x | default(y, flag)` → `x if x is defined and (not flag or x) else y`, so that `y` is read only when it is needed. */
function rewriteDefault(
  { operand, args }: { readonly operand: Ast.Expression; readonly args: readonly Ast.Argument[] },
  reading: Reading,
): Ast.Ternary {
  const { plain, named } = splitArguments(args);
  const value = rewriteOperand(operand, { ...reading, maybe: true });
  const isDefined: Ast.Expression = {
    type: "TestExpression",
    operand: value,
    negate: false,
    test: { type: "Identifier", value: "defined" },
  };
  const flag = plain[1] ?? named.get("boolean");
  const isWanted: Ast.Expression | undefined =
    flag && binary("or", { type: "UnaryExpression", operator: { value: "not" }, argument: rewriteExpression(flag, reading.locals) }, value);
  const fallback = plain[0] ?? named.get("default_value") ?? literal("");
  return {
    type: "Ternary",
    condition: isWanted ? binary("and", isDefined, isWanted) : isDefined,
    trueExpr: value,
    falseExpr: rewriteOperand(fallback, reading),
  };
}

function rewriteTest(node: Ast.TestExpression, locals: Locals): Ast.Expression {
  if (!TESTS.has(node.test.value)) throw new Unrenderable(`there is no test "is ${node.test.value}"`);
  const maybe = ["defined", "undefined"].includes(node.test.value);
  return { ...node, operand: maybe ? rewriteOperand(node.operand, { locals, maybe }) : rewriteExpression(node.operand, locals) };
}

function rewriteCall({ type, callee, args }: Ast.CallExpression, locals: Locals): Ast.CallExpression {
  const rewritten = rewriteArguments(args, locals);
  if (callee.type === "MemberExpression" && callee.property.type === "Identifier" && METHODS.has(callee.property.value)) {
    return { type, callee: { ...callee, object: rewriteExpression(callee.object, locals) }, args: rewritten };
  }
  if (callee.type === "Identifier" && callee.value === "range") return call("$range", ...splitArguments(rewritten).plain);
  const lookup = ["lookup", "query", "q"].includes(shown(callee));
  throw new Unrenderable(
    `there is no function "${shown(callee)}"`,
    lookup ? 'Read it in TypeScript, in the role or playbook: process.env["NAME"], readFileSync(path, "utf8").' : undefined,
  );
}

function rewriteArguments(args: readonly Ast.Argument[], locals: Locals): readonly Ast.Argument[] {
  return args.map((arg) =>
    arg.type === "KeywordArgumentExpression" ? { ...arg, value: rewriteExpression(arg.value, locals) } : rewriteExpression(arg, locals),
  );
}

function rewriteOperator(node: Ast.Operator, locals: Locals): Ast.Expression {
  const rewrite = (one: Ast.Expression): Ast.Expression => rewriteExpression(one, locals);
  switch (node.type) {
    case "BinaryExpression":
      return COMPARISONS.has(node.operator.value)
        ? call("$compare", literal(node.operator.value), rewrite(node.left), rewrite(node.right))
        : { ...node, left: rewrite(node.left), right: rewrite(node.right) };
    case "UnaryExpression":
      return { ...node, argument: rewrite(node.argument) };
    case "Ternary":
      return { ...node, condition: rewrite(node.condition), trueExpr: rewrite(node.trueExpr), falseExpr: rewrite(node.falseExpr) };
    case "SelectExpression":
      return { ...node, lhs: rewrite(node.lhs), test: rewrite(node.test) };
  }
}

function rewriteCollection(node: Ast.Collection, locals: Locals): Ast.Expression {
  if (node.type !== "ObjectLiteral") return { ...node, value: node.value.map((item) => rewriteExpression(item, locals)) };
  return {
    ...node,
    value: new Map([...node.value].map(([key, value]) => [rewriteExpression(key, locals), rewriteExpression(value, locals)])),
  };
}

function binary(operator: string, left: Ast.Expression, right: Ast.Expression): Ast.Expression {
  return { type: "BinaryExpression", operator: { value: operator }, left, right };
}

/** A reference as its author wrote it, for messages. */
function shown(node: Ast.Expression): string {
  if (node.type === "Identifier") return node.value;
  if (node.type !== "MemberExpression") return "…";
  return node.property.type === "Identifier" && !node.computed
    ? `${shown(node.object)}.${node.property.value}`
    : `${shown(node.object)}[…]`;
}

function words(text: string): Set<string> {
  return new Set(text.split(" "));
}
