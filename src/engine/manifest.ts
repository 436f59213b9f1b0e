import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { sh } from "../shell/sh.ts";
import { STATE_FOLDER } from "./prelude.ts";

/** Where a host keeps what playbooks declared on it. */
export const MANIFEST_PATH = `${STATE_FOLDER}/manifest.json`;

const VERSION = 1;

/** What each playbook last declared on a host: by playbook, resource id → digest of the declared state. */
export interface Manifest {
  readonly version: typeof VERSION;
  readonly playbooks: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The manifest of a host that has none yet. */
export const EMPTY_MANIFEST: Manifest = { version: VERSION, playbooks: {} };

/** Reads the host's manifest; an empty one where there is none yet. */
export const manifestFact: Fact<"", Manifest> = {
  name: "manifest",
  script: () => sh`[ ! -e ${MANIFEST_PATH} ] || cat ${MANIFEST_PATH}`,
  parse: (output) => [parseManifest(Buffer.from(output).toString())],
};

/** Adds what is about to be made: written before the first change, so that a run that dies leaves nothing unknown behind. */
export function withEntries(manifest: Manifest, playbook: string, entries: Readonly<Record<string, string>>): Manifest {
  const playbooks = { ...manifest.playbooks, [playbook]: { ...manifest.playbooks[playbook], ...entries } };
  return { version: VERSION, playbooks };
}

/** The manifest as it is written: keys in order, one entry a line, so that it can be read and compared. */
export function renderManifest({ playbooks }: Manifest): string {
  const sorted = sortKeys(Object.fromEntries(Object.entries(playbooks).map(([name, entries]) => [name, sortKeys(entries)])));
  return `${JSON.stringify({ version: VERSION, playbooks: sorted }, null, 1)}\n`;
}

function sortKeys<T>(object: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parseManifest(text: string): Manifest | Failure {
  if (text === "") return EMPTY_MANIFEST;
  const value = jsonOf(text);
  if (isManifest(value)) return value;
  const version = isRecord(value) ? value["version"] : undefined;
  if (typeof version === "number" && version > VERSION) {
    const found = `it has version ${version}, this program knows ${VERSION}`;
    return new Failure("STATE_TOO_NEW", MANIFEST_PATH, `Cannot read ${MANIFEST_PATH}: ${found}`, {
      hint: "Use the newer geosteer that wrote it",
    });
  }
  return new Failure("FACT_FAILED", MANIFEST_PATH, `Cannot read ${MANIFEST_PATH}: it is not a manifest`, {
    hint: "Move it away: the next apply writes a new one",
  });
}

function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value) || value["version"] !== VERSION || !isRecord(value["playbooks"])) return false;
  return Object.values(value["playbooks"]).every(
    (entries) => isRecord(entries) && Object.values(entries).every((digest) => typeof digest === "string"),
  );
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
