import { z } from "zod";

const SEGMENTS = /^(?:\/[^/\0]+)+$/;

/** An absolute path below `/`, written in one way only: no `.` or `..`, no double or trailing slash, no NUL. Any other character may be in it. */
export const absolutePath = z
  .string()
  .regex(SEGMENTS, "must be an absolute path without a double or trailing slash, such as /etc/motd")
  .refine((path) => !/\/\.\.?(?:\/|$)/.test(path), 'must not hold "." or ".." as a name');
