import type { Value } from "../model/host.ts";

/** Reads the text of a tagged value, when something asks for it; throws a Failure with `where` where it cannot. */
export type TagReader = (text: string, where: string) => Value;

/** Which tags can be read: `!age` → its reader. A value with another tag is an error only for who reads it. */
export type TagReaders = ReadonlyMap<string, TagReader>;

/** Ansible's `!unsafe`: a text in which braces mean nothing. */
export const plainTags: TagReaders = new Map([["!unsafe", (text: string) => text]]);
