import { quote } from "geosteer";

/** ~/.bash_aliases: one alias a line, each text as one word of the shell. */
export function bashAliases(aliases: Readonly<Record<string, string>>): string {
  return Object.entries(aliases)
    .map(([name, text]) => `alias ${name}=${quote(text)}\n`)
    .join("");
}
