import type { Kind } from "../model/kind.ts";
import { packageUrl } from "./bundle.ts";

/** Loads the kinds among what the package exports. */
export async function loadKinds(): Promise<readonly Kind[]> {
  const exports = (await import(packageUrl)) as Readonly<Record<string, unknown>>;
  return Object.values(exports).filter(isKind);
}

function isKind(value: unknown): value is Kind {
  return typeof value === "function" && "kind" in value && "props" in value;
}
