import type { Value } from "../model/host.ts";

const TRUE: readonly unknown[] = [true, 1, "y", "yes", "on", "1", "true", "t"];
const FALSE: readonly unknown[] = [false, 0, "n", "no", "off", "0", "false", "f"];

/** Reads what Ansible takes for a boolean in its own variables: `yes`, `on`, `1`, `True`; `undefined` where it is none. */
export function ansibleBoolean(value: Value): boolean | undefined {
  const plain = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (TRUE.includes(plain)) return true;
  return FALSE.includes(plain) ? false : undefined;
}
