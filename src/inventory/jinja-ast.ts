/** The nodes of `@huggingface/jinja`'s syntax tree that inventories may use; its own classes are not exported. */
export type Node = Expression | Statement;

export type Expression = Literal | Collection | Reference | Operator;

export type Literal = { readonly type: "IntegerLiteral" | "FloatLiteral"; readonly value: number } | StringLiteral;

export type Collection =
  | { readonly type: "ArrayLiteral" | "TupleLiteral"; readonly value: readonly Expression[] }
  | { readonly type: "ObjectLiteral"; readonly value: ReadonlyMap<Expression, Expression> };

export type Reference = Identifier | MemberExpression | CallExpression | FilterExpression | TestExpression;

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

export type Statement =
  | { readonly type: "If"; readonly test: Expression; readonly body: readonly Node[]; readonly alternate: readonly Node[] }
  | ForStatement
  | { readonly type: "Set"; readonly assignee: Expression; readonly value: Expression | null; readonly body: readonly Node[] }
  | { readonly type: "Comment"; readonly value: string };

export interface StringLiteral {
  readonly type: "StringLiteral";
  readonly value: string;
}

export interface Identifier {
  readonly type: "Identifier";
  readonly value: string;
}

export interface MemberExpression {
  readonly type: "MemberExpression";
  readonly object: Expression;
  readonly property: Expression | Slice;
  readonly computed: boolean;
}

export interface Slice {
  readonly type: "SliceExpression";
  readonly start?: Expression;
  readonly stop?: Expression;
  readonly step?: Expression;
}

export interface CallExpression {
  readonly type: "CallExpression";
  readonly callee: Expression;
  readonly args: readonly Argument[];
}

export type Argument = Expression | { readonly type: "KeywordArgumentExpression"; readonly key: Identifier; readonly value: Expression };

export interface FilterExpression {
  readonly type: "FilterExpression";
  readonly operand: Expression;
  readonly filter: Identifier | CallExpression;
}

export interface TestExpression {
  readonly type: "TestExpression";
  readonly operand: Expression;
  readonly negate: boolean;
  readonly test: Identifier;
}

export interface Ternary {
  readonly type: "Ternary";
  readonly condition: Expression;
  readonly trueExpr: Expression;
  readonly falseExpr: Expression;
}

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
