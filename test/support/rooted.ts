import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Fact } from "../../src/model/fact.ts";
import type { LocalHost } from "./local-host.ts";

/** A fact whose script looks for `/etc/…` and `/var/lib/apt/…` in a local host's folder. */
export function rooted<Arg, Answer>(host: LocalHost, fact: Fact<Arg, Answer>): Fact<Arg, Answer> {
  return {
    ...fact,
    script: (args) => ({ text: fact.script(args).text.replaceAll(/(?<![\w/])\/(?=etc\/|var\/lib\/apt\/)/g, `${host.folder}/`) }),
    parse: (output, args) =>
      fact.parse(Buffer.from(Buffer.from(output).toString("latin1").replaceAll(`${host.folder}/`, "/"), "latin1"), args),
  };
}

/** Puts files into a local host's folder, by their paths on a host. */
export function put(host: LocalHost, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(host.folder, path)), { recursive: true });
    writeFileSync(join(host.folder, path), content);
  }
}
