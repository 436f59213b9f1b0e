#!/usr/bin/env node
import { existsSync } from "node:fs";
import module from "node:module";
import process from "node:process";

module.enableCompileCache?.(); // Node 22 and later: the second start is quicker.

const program = new URL("../dist/bundle/cli.js", import.meta.url);
if (existsSync(program)) {
  const { main } = await import(program.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write("Cannot start infra: it is not built yet. Run `npm install` in its folder first.\n");
  process.exitCode = 1;
}
