import { z } from "zod";

/**
 * The name of a user or group as useradd(8) takes it: 32 characters at most, no leading `-`, not digits alone (those would be read as an id).
 * Capitals and dots are allowed, as in Debian's own `Debian-exim`.
 */
export const accountName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*\$?$/, "must begin with a letter or _ and go on with letters, digits and _.- (useradd(8))")
  .max(32, "must be 32 characters at most (useradd(8))");

/** A user's or group's number; the two highest mean nobody at all to the kernel. */
export const accountId = z.int().min(0).max(4_294_967_293);

/** A path as passwd(5) can hold it: absolute, without `:` or a new line. */
export const accountPath = z.string().regex(/^\/[^:\n\r\0]*$/, "must be an absolute path without a colon (passwd(5))");
