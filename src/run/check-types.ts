import { dirname, join } from "node:path";
import type { CompilerOptions, Diagnostic } from "typescript";
import { sha256 } from "../model/blob.ts";
import { Failure, Failures } from "../model/failure.ts";
import { packageUrl } from "./bundle.ts";
import { cacheKey, openCache } from "./cache.ts";
import { type FileStamp, readStamped } from "./file-stamp.ts";
import { findRepository, isFolder, shownPath } from "./find-repository.ts";
import { roleImportHint } from "./role-import-hint.ts";

type TypeScript = typeof import("typescript");

/**
 * Checks the types of playbooks and roles, and of all that they import, by the TypeScript compiler with the nearest `tsconfig.json` (strict
 * without one). What passed is not checked again until one of the files, or the installed packages, changed: the compiler is not even loaded
 * then. Throws every mistake as `PLAYBOOK_INVALID` with its place.
 */
export async function checkTypes(paths: readonly string[], folder: string): Promise<void> {
  const [first] = paths;
  if (first === undefined) return;
  const repository = findRepository(dirname(first));
  const cache = openCache(repository);
  const key = `types-${paths.length === 1 ? cacheKey(first) : sha256(paths.join("\0")).slice(0, 8)}`;
  if (cache.find(key, packageUrl)) return;
  const { default: ts } = await import("typescript");
  const inputs = new Map<string, FileStamp>();
  const diagnostics = compile(ts, { paths, repository, inputs });
  if (diagnostics.length > 0) throw new Failures(diagnostics.map((one) => failureOf(ts, one, { folder, repository })));
  cache.store(key, { maker: packageUrl, inputs: [...inputs.values()], output: undefined });
}

/** What is compiled and where what was read is noted. */
interface Compilation {
  readonly paths: readonly string[];
  readonly repository: string;
  readonly inputs: Map<string, FileStamp>;
}

function compile(ts: TypeScript, { paths, repository, inputs }: Compilation): readonly Diagnostic[] {
  const read = (path: string): string | undefined => {
    if (!ts.sys.fileExists(path)) return undefined;
    if (path.includes("/node_modules/")) return ts.sys.readFile(path);
    const { text, stamp } = readStamped(path);
    inputs.set(path, stamp);
    return text;
  };
  for (const name of ["package.json", "package-lock.json"]) read(join(repository, name));
  const { options, mistakes } = readOptions(ts, repository, read);
  const host = { ...ts.createCompilerHost(options), readFile: read };
  host.getSourceFile = (path, version) => {
    const text = read(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram({ rootNames: [...paths], options, host });
  return [...mistakes, ...ts.getPreEmitDiagnostics(program)];
}

/** TypeScript's code for "No inputs were found in config file". */
const NO_INPUTS = 18003;

/** The user's options as far as they are about types; nothing is written. */
function readOptions(ts: TypeScript, repository: string, read: (path: string) => string | undefined) {
  const forced: CompilerOptions = { noEmit: true, incremental: false, composite: false, declaration: false, skipLibCheck: true };
  const path = ts.findConfigFile(repository, ts.sys.fileExists);
  if (path === undefined) return { options: { ...strictOptions(ts, repository), ...forced }, mistakes: [] };
  const json = ts.readJsonConfigFile(path, read);
  // The files to check are given: `include` is not expanded, and finding none is no mistake.
  const host = { ...ts.sys, readFile: read, readDirectory: () => [] };
  const { options, errors } = ts.parseJsonSourceFileConfigFileContent(json, host, dirname(path), undefined, path);
  // With them a package that imports itself would be checked as a whole, sources and all.
  for (const name of ["outDir", "rootDir", "tsBuildInfoFile"]) options[name] = undefined;
  return {
    options: { ...options, ...forced, allowImportingTsExtensions: true },
    mistakes: errors.filter(({ code }) => code !== NO_INPUTS),
  };
}

function strictOptions(ts: TypeScript, repository: string): CompilerOptions {
  return {
    strict: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.Preserve,
    target: ts.ScriptTarget.ES2023,
    types: isFolder(join(repository, "node_modules/@types/node")) ? ["node"] : [],
  };
}

function failureOf(
  ts: TypeScript,
  { file, start = 0, messageText, code }: Diagnostic,
  { folder, repository }: { folder: string; repository: string },
): Failure {
  const message = `Cannot pass the type check: ${ts.flattenDiagnosticMessageText(messageText, "\n  ")} (TS${code})`;
  if (file === undefined) return new Failure("PLAYBOOK_INVALID", "tsconfig.json", message);
  const hint = roleImportHint({ path: file.fileName, text: file.text, offset: start }, repository);
  return new Failure("PLAYBOOK_INVALID", placeOf(ts, { file, start, folder }), message, hint === undefined ? {} : { hint });
}

function placeOf(
  ts: TypeScript,
  { file, start, folder }: { file: NonNullable<Diagnostic["file"]>; start: number; folder: string },
): string {
  const { line, character } = ts.getLineAndCharacterOfPosition(file, start);
  return `${shownPath(file.fileName, folder)}:${line + 1}:${character + 1}`;
}
