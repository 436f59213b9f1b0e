import { dirname, extname, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BuildFailure, Loader, Message, Plugin } from "esbuild";
import { Failure, Failures } from "../model/failure.ts";
import { type FileStamp, readStamped } from "./file-stamp.ts";
import { findRepository, shownPath } from "./find-repository.ts";
import { roleImportHint } from "./role-import-hint.ts";

/** A module and all the files that it imports as one file of JavaScript. */
export interface Bundle {
  readonly code: string;
  /** Source map, version 3. */
  readonly map: string;
  readonly inputs: readonly FileStamp[];
}

/** `.js`, or `.ts` where this runs uncompiled. */
const extension = extname(new URL(import.meta.url).pathname);

/** The package's main module of this very process: what a playbook imports, so that its classes are the engine's. */
export const packageUrl = new URL(`../index${extension}`, import.meta.url).href;
const rolesPath = fileURLToPath(new URL(`../../roles/index${extension}`, import.meta.url));

const loaders: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".json": "json",
};

/**
 * Bundles a playbook or role with esbuild: its own files and those of `geosteer/roles` go in (what is not used is left out), packages stay
 * imports, `geosteer` becomes this running instance. Each file keeps its own `import.meta`. Throws all mistakes as `PLAYBOOK_INVALID` with their places.
 */
export async function bundle(path: string, { folder, outputFolder }: { folder: string; outputFolder: string }): Promise<Bundle> {
  const { build } = await import("esbuild");
  const inputs: FileStamp[] = [];
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      absWorkingDir: folder,
      outdir: outputFolder,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      sourcemap: "external",
      logLevel: "silent",
      define: { "import.meta": "__importMeta" },
      plugins: [ownModules(inputs)],
    });
    const text = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
    return { code: text(".mjs"), map: text(".mjs.map"), inputs };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new Failures(error.errors.map((message) => invalid(message, path, folder)));
  }
}

function ownModules(inputs: FileStamp[]): Plugin {
  return {
    name: "geosteer",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^geosteer$/ }, () => ({ path: packageUrl, external: true }));
      onResolve({ filter: /^geosteer\/roles$/ }, () => ({ path: rolesPath, sideEffects: false }));
      onLoad({ filter: /\.[cm]?[jt]s$|\.json$/ }, ({ path }) => {
        const { text, stamp } = readStamped(path);
        inputs.push(stamp);
        return { contents: text.includes("import.meta") ? withImportMeta(text, path) : text, loader: loaders[extname(path)] ?? "js" };
      });
    },
  };
}

/** Gives a file its own `import.meta` by an import at its end (imports are hoisted), so that no line or column moves. */
function withImportMeta(text: string, path: string): string {
  const meta = { url: pathToFileURL(path).href, filename: path, dirname: dirname(path) };
  return `${text}\nimport __importMeta from "data:application/json,${encodeURIComponent(JSON.stringify(meta))}";\n`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function invalid({ text, location }: Message, path: string, folder: string): Failure {
  const words = text.replaceAll(relative(folder, rolesPath), "geosteer/roles");
  const message = `Cannot bundle ${shownPath(path, folder)}: ${words}`;
  if (!location) return new Failure("PLAYBOOK_INVALID", shownPath(path, folder), message);
  const { file, line, column: bytes, lineText } = location;
  const column = Buffer.from(lineText).subarray(0, bytes).toString().length;
  const hint = roleImportHint({ path: resolve(folder, file), text: lineText, offset: column }, findRepository(dirname(path)));
  return new Failure("PLAYBOOK_INVALID", `${file}:${line}:${column + 1}`, message, hint === undefined ? {} : { hint });
}
