// `npm run build`: compiles everything to dist/, prints nothing unless something is wrong, and is quick when nothing changed.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, relative } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { writeShapes } from "./shapes.mjs";
import { writeTowns } from "./towns.mjs";

const root = join(import.meta.dirname, "..");
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Packages that every run loads. */
const bundled = ["commander", "countries-list", "mmdb-lib", "yaml", "zod"];

const compiled = ["src", "roles", "playbooks", "test"];

/** Builds the project; returns false when it does not type-check. */
export function build() {
  writeRolesIndex();
  writeTowns(root);
  writeShapes(root);
  const passed = compile();
  removeStaleOutput();
  copyAssets();
  bundleCommand();
  linkCommand();
  return passed;
}

/** Writes roles/index.ts, so that a new role is one file and nothing else. */
function writeRolesIndex() {
  const names = folders(join(root, "roles")).filter((name) => existsSync(join(root, "roles", name, "role.ts")));
  const lines = names.map((name) => `export { ${camelCase(name)} } from "./${name}/role.ts";`);
  const text = `// Made by scripts/build.mjs.\n${lines.length > 0 ? lines.join("\n") : "export {};"}\n`;
  const path = join(root, "roles/index.ts");
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

function compile() {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "-p", root], { cwd: root, stdio: "inherit" }).status === 0;
}

/** Removes what was compiled from a file that is gone: a deleted test must not run on. */
function removeStaleOutput() {
  for (const folder of compiled.filter((name) => existsSync(join(root, "dist", name)))) {
    for (const entry of readdirSync(join(root, "dist", folder), { recursive: true, withFileTypes: true })) {
      const output = join(entry.parentPath, entry.name);
      const source = join(root, output.slice(join(root, "dist").length));
      if (entry.isFile() && !existsSync(source.replace(/\.(d\.ts|js|js\.map)$/, ".ts"))) rmSync(output);
    }
  }
}

/** Copies the templates and other files that lie beside roles, so that a compiled role finds them where it looks. */
function copyAssets() {
  cpSync(join(root, "roles"), join(root, "dist/roles"), { recursive: true, filter: (path) => extname(path) !== ".ts" });
}

/**
 * Puts the command into few files: 300 small modules take 0.12 s more to load than these. Nothing else changes: packages that are loaded at first
 * use stay packages, and the library's entry stays dist/src.
 */
function bundleCommand() {
  const outdir = join(root, "dist/bundle");
  const { metafile } = buildSync({
    entryPoints: { cli: join(root, "dist/src/cli/main.js"), index: join(root, "dist/src/index.js") },
    outdir,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    chunkNames: "chunks/[name]-[hash]",
    external: Object.keys(dependencies).filter((name) => !bundled.includes(name)),
    banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
    logLevel: "error",
    metafile: true,
    absWorkingDir: root,
  });
  for (const path of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    const file = join(path.parentPath, path.name);
    if (path.isFile() && !(relative(root, file) in metafile.outputs)) rmSync(file);
  }
}

/** Makes `npx infra` work inside this repository, where npm does not link the package's own command. */
function linkCommand() {
  chmodSync(join(root, "bin/infra.js"), 0o755);
  const link = join(root, "node_modules/.bin/infra");
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync("../../bin/infra.js", link);
}

function folders(path) {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function camelCase(name) {
  return name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.exitCode = build() ? 0 : 1;
