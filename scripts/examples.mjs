// Finds the `@example` of a kind or role in its source, and tries it, so that no page shows one that does not work.
import { readFileSync } from "node:fs";
import vm from "node:vm";
import ts from "typescript";
import { parse } from "yaml";

/** Returns the text of a file's first `@example`, or undefined. */
export function findExample(path) {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2023, true);
  const tags = file.statements.flatMap((statement) => ts.getJSDocTags(statement));
  const example = tags.find(({ tagName }) => tagName.text === "example");
  return example && ts.getTextOfJSDocComment(example.comment)?.trim();
}

/** Evaluates a kind's example, one expression in which the package's exports are in scope; returns what is wrong with it, or undefined. */
export function tryDeclaration(example, api) {
  try {
    const text = `(({ ${Object.keys(api).join(", ")} }) => (${example}))`;
    const { outputText } = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2023 } });
    const resource = vm.runInThisContext(outputText)(api);
    return typeof resource?.plan === "function" ? undefined : "is no resource";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Reads a role's example, its variables as they stand in the inventory; returns what is wrong with it, or undefined. */
export function tryVariables(example, { name, vars }) {
  const variable = name.replaceAll("-", "_");
  const read = vars.safeParse(parse(example)?.[variable]);
  return read.success ? undefined : read.error.message;
}
