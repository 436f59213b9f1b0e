/** The nodes of `@huggingface/jinja`'s syntax tree that inventories may use; its own classes are not exported. */
export type Node = Expression | Statement;

/** What has a value. */
export type Expression = Literal | Collection | Reference | Operator;

/** A number or text that is written out. */
export type Literal = { readonly type: "IntegerLiteral" | "FloatLiteral"; readonly value: number } | StringLiteral;

/** A list, tuple or mapping that is written out, of expressions. */
export type Collection =
  | { readonly type: "ArrayLiteral" | "TupleLiteral"; readonly value: readonly Expression[] }
  | { readonly type: "ObjectLiteral"; readonly value: ReadonlyMap<Expression, Expression> };

/** What starts from a name, or goes on from a value: by a member, a call, a filter, a test. */
export type Reference = Identifier | MemberExpression | CallExpression | FilterExpression | TestExpression;

/** What computes from one, two or three values. */
export type Operator =
  | {
      readonly type: "BinaryExpression";
      readonly operator: { readonly value: string };
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: "UnaryExpression"; readonly operator: { readonly value: string }; readonly argument: Expression }
  | Ternary
  | { readonly type: "SelectExpression"; readonly lhs: Expression; readonly test: Expression };

/** What stands between `{%` and `%}`, or in a comment. */
export type Statement =
  | { readonly type: "If"; readonly test: Expression; readonly body: readonly Node[]; readonly alternate: readonly Node[] }
  | ForStatement
  | { readonly type: "Set"; readonly assignee: Expression; readonly value: Expression | null; readonly body: readonly Node[] }
  | { readonly type: "Comment"; readonly value: string };

/** A text in quotes, or the text around expressions. */
export interface StringLiteral {
  readonly type: "StringLiteral";
  readonly value: string;
}

/** A name. */
export interface Identifier {
  readonly type: "Identifier";
  readonly value: string;
}

/** `a.b`, or `a[b]` where it is computed. */
export interface MemberExpression {
  readonly type: "MemberExpression";
  readonly object: Expression;
  readonly property: Expression | Slice;
  readonly computed: boolean;
}

/** `1:3` between the brackets of `a[1:3]`. */
export interface Slice {
  readonly type: "SliceExpression";
  readonly start?: Expression;
  readonly stop?: Expression;
  readonly step?: Expression;
}

/** `f(a, b=c)`. */
export interface CallExpression {
  readonly type: "CallExpression";
  readonly callee: Expression;
  readonly args: readonly Argument[];
}

/** One argument of a call, plain or by keyword. */
export type Argument = Expression | { readonly type: "KeywordArgumentExpression"; readonly key: Identifier; readonly value: Expression };

/** `a | f` or `a | f(b)`. */
export interface FilterExpression {
  readonly type: "FilterExpression";
  readonly operand: Expression;
  readonly filter: Identifier | CallExpression;
}

/** `a is t` or `a is not t`. */
export interface TestExpression {
  readonly type: "TestExpression";
  readonly operand: Expression;
  readonly negate: boolean;
  readonly test: Identifier;
}

/** `a if b else c`. */
export interface Ternary {
  readonly type: "Ternary";
  readonly condition: Expression;
  readonly trueExpr: Expression;
  readonly falseExpr: Expression;
}

/** `{% for a in b %}`; where `b` is a SelectExpression, its test chooses the items. */
export interface ForStatement {
  readonly type: "For";
  readonly loopvar: Expression;
  readonly iterable: Expression;
  readonly body: readonly Node[];
  readonly defaultBlock: readonly Node[];
}

/** A literal text. */
export function literal(value: string): StringLiteral {
  return { type: "StringLiteral", value };
}

/** A call of a function of ours, which gets its arguments in one list: only inside of one do they keep their types. */
export function call(name: string, ...args: readonly Expression[]): CallExpression {
  return { type: "CallExpression", callee: { type: "Identifier", value: name }, args: [{ type: "ArrayLiteral", value: args }] };
}

/** Names and values of a call's arguments: the plain ones, and those by keyword. */
export function splitArguments(args: readonly Argument[]): {
  readonly plain: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression>;
} {
  const named = args.flatMap((arg) => (arg.type === "KeywordArgumentExpression" ? [[arg.key.value, arg.value] as const] : []));
  return { plain: args.filter((arg) => arg.type !== "KeywordArgumentExpression"), named: new Map(named) };
}
