import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { sh } from "../shell/sh.ts";

/** Which system a host runs (os-release(5)). */
export interface OsRelease {
  /** `debian`. */
  readonly id: string;
  /** `trixie`; testing has one too. */
  readonly codename: string;
  /** `13`; testing and unstable have none. */
  readonly versionId: string | undefined;
}

/** Asks which release a host runs. For `fromHost`: `fromHost(osRelease, "", ({ codename }) => …)`. */
export const osRelease: Fact<"", OsRelease> = {
  name: "os-release",
  script: () => sh`cat /etc/os-release`,
  parse: (output, args) => args.map(() => parseOsRelease(Buffer.from(output).toString())),
};

/** Reads an os-release file. One that names no system or codename is a failure, never a guess. */
export function parseOsRelease(text: string): OsRelease | Failure {
  const fields = new Map(text.split("\n").flatMap(parseLine));
  const id = fields.get("ID");
  const codename = fields.get("VERSION_CODENAME");
  if (id === undefined || codename === undefined) {
    return new Failure("FACT_FAILED", "os-release", "Cannot tell the host's release: /etc/os-release has no ID or no VERSION_CODENAME");
  }
  return { id, codename, versionId: fields.get("VERSION_ID") };
}

function parseLine(line: string): readonly (readonly [string, string])[] {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line) ?? [];
  return name === undefined || value === undefined ? [] : [[name, unquote(value)]];
}

/** The value's shell quoting undone: `'…'`, `"…"` with backslashes, or none. */
function unquote(value: string): string {
  const [, quoteMark, inner] = /^(['"])(.*)\1$/.exec(value) ?? [];
  if (inner === undefined) return value;
  return quoteMark === '"' ? inner.replaceAll(/\\([\\"$`])/g, "$1") : inner;
}
