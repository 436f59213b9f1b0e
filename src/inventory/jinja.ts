import { createRequire } from "node:module";
import type { Jinja } from "./jinja-template.ts";

const require = createRequire(import.meta.url);

/** The interpreter of Jinja, loaded when the first text needs more than plain names. */
export function jinja(): Jinja {
  return require("@huggingface/jinja") as Jinja;
}
