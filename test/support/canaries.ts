import { randomBytes } from "node:crypto";
import { Document, type Scalar, visit } from "yaml";
import { encryptAge } from "../../src/inventory/age.ts";
import { formsOf } from "../../src/model/secret-forms.ts";
import { Secret } from "../../src/model/secret.ts";

/** Puts a secret of the test's own, which is found nowhere else, where a role expects one; without `make` it is 32 letters and digits. */
export type Plant = (make?: (random: Buffer) => string) => string;

/** What the canary test knows of one role: everything that it has to be told to try a role with secrets. */
export interface CanaryRole {
  /** Its folder in `roles/`. */
  readonly role: string;
  /** Its variables; `plant()` stands where a secret does. Called anew for each rotation. */
  vars(plant: Plant): Readonly<Record<string, unknown>>;
  /** Variables of other roles that it reads. */
  readonly beside?: Readonly<Record<string, unknown>>;
  /** Roles that it needs on the host before it. */
  readonly after?: readonly string[];
  /** Its services are containers, and read them from their environment. */
  readonly inContainers?: true;
  /** Files of a host that are meant to hold them; a folder ends with `/`. */
  readonly keeps: readonly string[];
}

/** Values with canaries in them, and which those are. */
export interface Planted {
  readonly vars: Readonly<Record<string, unknown>>;
  readonly values: ReadonlySet<string>;
}

/** Plants canaries in variables, by name. */
export function plantIn(make: (plant: Plant) => Readonly<Record<string, unknown>>): Planted {
  const values = new Set<string>();
  const vars = make((form = (random) => `kanari${random.toString("hex").slice(0, 26)}`) => {
    const value = form(randomBytes(32));
    values.add(value);
    return value;
  });
  return { vars, values };
}

/** Where canaries stand in a value: `["accounts", "0", "password_hash"]`. */
export function pathsOf({ vars, values }: Planted): readonly (readonly string[])[] {
  const found: string[][] = [];
  function walk(value: unknown, path: readonly string[]): void {
    if (typeof value === "string" && values.has(value)) found.push([...path]);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  }
  walk(vars, []);
  return found;
}

/** All that must be found nowhere, one a line, as `grep -F -f` takes it. */
export function patternsOf(values: Iterable<string>): string {
  const forms = [...values].flatMap((value) => [...formsOf(new Secret(["canary"], value))]);
  return [...new Set(forms.flatMap((form) => form.split("\n")))].filter((form) => form.length >= 8 && !form.startsWith("-----")).join("\n");
}

/** Renders variables as YAML in which every canary is encrypted for a recipient. */
export async function renderEncrypted({ vars, values }: Planted, recipient: string): Promise<string> {
  const document = new Document(vars);
  const found: Scalar<string>[] = [];
  visit(document, {
    Scalar(key, node) {
      if (key !== "key" && typeof node.value === "string" && values.has(node.value)) found.push(node as Scalar<string>);
    },
  });
  for (const node of found) Object.assign(node, { tag: "!age", type: "BLOCK_LITERAL", value: await encryptAge(node.value, [recipient]) });
  return document.toString({ lineWidth: 0 });
}
