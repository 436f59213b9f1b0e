import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { sh } from "../shell/sh.ts";
import { EMPTY_MANIFEST, type Entry, MANIFEST_PATH, MANIFEST_VERSION, type Manifest, type Section } from "./manifest.ts";

/** Reads the host's manifest; an empty one where there is none yet. */
export const manifestFact: Fact<"", Manifest> = {
  name: "manifest",
  script: () => sh`[ ! -e ${MANIFEST_PATH} ] || cat ${MANIFEST_PATH}`,
  parse: (output) => [parseManifest(Buffer.from(output).toString())],
};

function parseManifest(text: string): Manifest | Failure {
  if (text === "") return EMPTY_MANIFEST;
  const value = jsonOf(text);
  const version = isRecord(value) ? value["version"] : undefined;
  if (isRecord(value) && isRecord(value["playbooks"]) && (version === 1 || version === MANIFEST_VERSION)) {
    const sections = Object.entries(value["playbooks"]).map(([name, entries]) => [name, parseSection(entries)] as const);
    if (sections.every((pair): pair is readonly [string, Section] => pair[1] !== undefined)) {
      return { playbooks: Object.fromEntries(sections) };
    }
  }
  return typeof version === "number" && version > MANIFEST_VERSION ? tooNew(version) : noManifest();
}

function parseSection(value: unknown): Section | undefined {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).map(([id, entry]) => [id, parseEntry(entry)] as const);
  return entries.every((pair): pair is readonly [string, Entry] => pair[1] !== undefined) ? Object.fromEntries(entries) : undefined;
}

/** Version 1 has the digest in place of an entry. */
function parseEntry(value: unknown): Entry | undefined {
  if (typeof value === "string") return { digest: value };
  return isEntry(value) ? value : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value) || typeof value["digest"] !== "string") return false;
  const { absence } = value;
  return (
    absence === undefined ||
    absence === "nothing" ||
    (isRecord(absence) && typeof absence["kind"] === "string" && isRecord(absence["props"]))
  );
}

function tooNew(version: number): Failure {
  const found = `it has version ${version}, this program knows ${MANIFEST_VERSION}`;
  return new Failure("STATE_TOO_NEW", MANIFEST_PATH, `Cannot read ${MANIFEST_PATH}: ${found}`, {
    hint: "Use the newer geosteer that wrote it",
  });
}

function noManifest(): Failure {
  return new Failure("FACT_FAILED", MANIFEST_PATH, `Cannot read ${MANIFEST_PATH}: it is not a manifest`, {
    hint: "Move it away: the next apply writes a new one",
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
