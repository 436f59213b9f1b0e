// `npm run readme`: writes README's table of failure codes, docs/reference.md and each role's README.md from the compiled program.
// With `--check` it writes nothing and exits 1 when one of them is out of date or a property is not described,
// a role does not say what it installs, or an example is missing or does not work.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { findExample, tryDeclaration, tryVariables } from "./examples.mjs";
import { renderProperties } from "./properties.mjs";

const root = join(import.meta.dirname, "..");
const begin = "<!-- failure codes: made by `npm run readme` -->";
const end = "<!-- end of failure codes -->";
const mistakes = [];

await main(process.argv.includes("--check"));

async function main(checkOnly) {
  const roles = await allRoles();
  const pages = { "README.md": await readmePage(), "docs/reference.md": await referencePage(roles), ...rolePages(roles) };
  for (const [path, text] of Object.entries(pages)) {
    if (read(path) === text) continue;
    if (checkOnly) mistakes.push(`${path} is out of date: run \`npm run readme\``);
    else writeFileSync(join(root, path), text);
  }
  for (const mistake of mistakes) console.error(mistake);
  process.exitCode = mistakes.length === 0 ? 0 : 1;
}

async function readmePage() {
  const { failureCodes } = await load("src/model/failure-codes.js");
  const rows = Object.entries(failureCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  const text = read("README.md");
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`Cannot write README.md: it lacks the lines "${begin}" and "${end}"`);
  return `${text.slice(0, before + begin.length)}\n| code | what it means, and what next |\n|---|---|\n${rows.join("\n")}\n${text.slice(after)}`;
}

async function referencePage(roles) {
  const sections = [
    "# Reference\n\nMade from the program by `npm run readme`; a test keeps it so.",
    "## Commands",
    ...(await commandHelp([])),
    '## Kinds of resources\n\nEach is a function of the package: `import { file } from "geosteer"`. Where `fromHost` stands, a fact of the host may fill the property in.',
    ...(await kindSections()),
    "## Roles\n\nVariables stand in the inventory, as the mapping under the role's name with `-` written as `_`; each role's page lists them.",
    roleList(roles),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** The `--help` of a command and of the commands below it. */
async function commandHelp(words) {
  const help = await helpOf(words);
  const list = help.split("\nCommands:\n")[1]?.split("\n\n")[0] ?? "";
  const names = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name).filter((name) => name !== "help");
  const heading = `### infra${words.map((word) => ` ${word}`).join("")}`;
  const below = await Promise.all(names.map((name) => commandHelp([...words, name])));
  return [`${heading}\n\n\`\`\`text\n${help}\n\`\`\``, ...below.flat()];
}

async function helpOf(words) {
  const { main } = await load("src/cli/main.js");
  let text = "";
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  await main([...words, "--help"], {
    stdin: process.stdin,
    stdout,
    stderr: process.stderr,
    env: {},
    folder: root,
    onInterrupt: () => () => {},
  });
  return text.trim();
}

async function kindSections() {
  const api = await load("src/index.js");
  const kinds = Object.entries(api).filter(([, value]) => typeof value === "function" && "kind" in value && "props" in value);
  return kinds.sort(byName).map(([name, { description, props }]) => {
    const example = checkedExample(name, `src/resources/${kebabCase(name)}.ts`, (text) => tryDeclaration(text, api));
    return section(name, { description, schema: props, example, language: "ts" });
  });
}

async function allRoles() {
  const roles = Object.entries(await load("roles/index.js"));
  return roles.sort(byName).map(([, role]) => role);
}

function roleList(roles) {
  const rows = roles.map(({ name, description }) => `| [${name}](../roles/${name}/README.md) | ${description} |`);
  return ["| role | |", "|---|---|", ...rows].join("\n");
}

/** A page for each role: what it is for, an example, what it puts on a host, its variables. */
function rolePages(roles) {
  return Object.fromEntries(roles.map((role) => [`roles/${role.name}/README.md`, rolePage(role)]));
}

function rolePage(role) {
  const { name, description, vars, installs = [] } = role;
  if (installs.length === 0) mistakes.push(`roles/${name}/role.ts: it does not say what it installs`);
  const example = checkedExample(name, `roles/${name}/role.ts`, (text) => tryVariables(text, role));
  const { table, missing } = renderProperties(vars, "variable");
  for (const property of missing) mistakes.push(`${name}.${property} has no description`);
  const list = installs.map((item) => `- ${item}`).join("\n");
  const parts = [`# ${name}`, description, `\`\`\`yaml\n${example}\n\`\`\``, "## What it installs", list, "## Variables", table];
  return `${[...parts, "Made from the role by `npm run readme`; a test keeps it so."].join("\n\n")}\n`;
}

function checkedExample(name, path, check) {
  const example = findExample(join(root, path));
  const wrong = example === undefined ? "is missing" : check(example);
  if (wrong !== undefined) mistakes.push(`${path}: the @example of ${name} ${wrong}`);
  return example;
}

function section(name, { description, schema, example = "", language }) {
  const { table, missing } = renderProperties(schema);
  for (const property of missing) mistakes.push(`${name}.${property} has no description`);
  return [`### ${name}`, description, `\`\`\`${language}\n${example}\n\`\`\``, table].filter((part) => part !== "").join("\n\n");
}

function kebabCase(name) {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function byName([one], [other]) {
  return one < other ? -1 : 1;
}

function read(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
}

function load(path) {
  return import(pathToFileURL(join(root, "dist", path)).href);
}
