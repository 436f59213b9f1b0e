import type * as Ast from "./jinja-ast.ts";
import { call } from "./jinja-ast.ts";
import { type Locals, rewriteExpression } from "./jinja-rewrite-expression.ts";

/** Rewrites the expressions of a template (see `rewriteExpression`); what it prints goes through `$text`. */
export function rewriteTemplate(body: readonly Ast.Node[]): readonly Ast.Node[] {
  return rewriteBody(body, new Set(body.flatMap(namesSet)));
}

/** Is a node of a template's body a statement, and no value that is printed? */
export function isStatement(node: Ast.Node): node is Ast.Statement {
  return ["If", "For", "Set", "Comment"].includes(node.type);
}

function rewriteBody(body: readonly Ast.Node[], locals: Locals): readonly Ast.Node[] {
  return body.map((node) => {
    if (isStatement(node)) return rewriteStatement(node, locals);
    return node.type === "StringLiteral" ? node : call("$text", rewriteExpression(node, locals));
  });
}

function rewriteStatement(node: Ast.Statement, locals: Locals): Ast.Statement {
  if (node.type === "If")
    return {
      ...node,
      test: rewriteExpression(node.test, locals),
      body: rewriteBody(node.body, locals),
      alternate: rewriteBody(node.alternate, locals),
    };
  if (node.type === "For") return rewriteFor(node, locals);
  if (node.type === "Set" && node.value) return { ...node, value: rewriteExpression(node.value, locals) };
  return node.type === "Set" ? { ...node, body: rewriteBody(node.body, locals) } : node;
}

function rewriteFor(node: Ast.ForStatement, locals: Locals): Ast.ForStatement {
  const inside = new Set([...locals, ...namesIn(node.loopvar), "loop"]);
  const { iterable } = node;
  return {
    ...node,
    iterable:
      iterable.type === "SelectExpression"
        ? { ...iterable, lhs: rewriteExpression(iterable.lhs, locals), test: rewriteExpression(iterable.test, inside) }
        : rewriteExpression(iterable, locals),
    body: rewriteBody(node.body, inside),
    defaultBlock: rewriteBody(node.defaultBlock, locals),
  };
}

/** Names that a template's `{% set %}` gives values to. */
function namesSet(node: Ast.Node): readonly string[] {
  if (node.type === "Set") return namesIn(node.assignee);
  if (node.type === "If") return [...node.body, ...node.alternate].flatMap(namesSet);
  return node.type === "For" ? [...node.body, ...node.defaultBlock].flatMap(namesSet) : [];
}

function namesIn(target: Ast.Expression): readonly string[] {
  if (target.type === "Identifier") return [target.value];
  return target.type === "TupleLiteral" ? target.value.flatMap(namesIn) : [];
}
