import { basename } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { committedFiles, readRepositoryFile } from "../support/repository.ts";

const sources = committedFiles().filter((path) => /^(src|roles|playbooks|test)\/.*\.ts$/.test(path));
const programs = committedFiles().filter((path) => /\.(ts|js|mjs)$/.test(path));
const vagueNames = /^(utils?|helpers?|common|managers?|types|constants|misc)\b/;

describe("every source file", () => {
  it("is 250 lines long at most", () => {
    expect(programs.filter((path) => readRepositoryFile(path).split("\n").length > 251)).to.deep.equal([]);
  });

  it("has a name in kebab-case that says what is in it", () => {
    const names = sources.map((path) => basename(path));
    expect(names.filter((name) => !/^[a-z0-9]+([-.][a-z0-9]+)*\.ts$/.test(name) || vagueNames.test(name))).to.deep.equal([]);
  });

  it("says of each export what its name cannot", () => {
    const public_ = sources.filter((path) => !/\.test\.ts$|^playbooks\//.test(path));
    expect(public_.flatMap(undocumentedExports)).to.deep.equal([]);
  });
});

/** Exports of a file that no doc comment stands above; re-exports are documented where they are declared. */
function undocumentedExports(path: string): readonly string[] {
  const file = ts.createSourceFile(path, readRepositoryFile(path), ts.ScriptTarget.ES2023, true);
  const documented = new Set<string>();
  const exported = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.canHaveModifiers(statement) || !ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    const names = declaredNames(statement);
    for (const name of names) exported.add(name);
    if (ts.getJSDocCommentsAndTags(statement).length > 0) for (const name of names) documented.add(name);
  }
  return [...exported].filter((name) => !documented.has(name)).map((name) => `${path}: ${name}`);
}

function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name === undefined ? [] : [name.getText()];
}
