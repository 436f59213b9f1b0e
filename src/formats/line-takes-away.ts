import { z } from "zod";
import { Secret, unsealed } from "../model/secret.ts";

const Present = z.object({ path: z.string(), line: z.string().or(z.instanceof(Secret)), absent: z.literal(false) });
const Absent = z.object({ path: z.string(), line: z.string().optional(), match: z.string().optional() });

/** Would the absence of a `line` take away the text of another one, both as they were declared? Not known of a text that depends on the host. */
export function takesAway(absence: unknown, other: unknown): boolean {
  const [gone, present] = [Absent.parse(absence), Present.safeParse(other)];
  if (!present.success || present.data.path !== gone.path) return false;
  const text = unsealed(present.data.line);
  return text === gone.line || (gone.match !== undefined && new RegExp(gone.match, "u").test(text));
}
