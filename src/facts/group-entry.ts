import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";

/** A group as group(5) has it. */
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** Groups by name, `undefined` for one that is not there: one `getent group` for all of them. */
export const groupEntry: Fact<string, GroupEntry | undefined> = {
  name: "group-entry",
  script: (names) => sh`command -v getent >/dev/null || exit 127
getent group -- ${names} || [ $? -eq 2 ]`,
  parse(output, names) {
    const groups = parseGroups(new TextDecoder().decode(output));
    return names.map((wanted) => groups.find(({ name }) => name === wanted));
  },
};

/** Reads the lines of `getent group` (group(5)). */
export function parseGroups(text: string): readonly GroupEntry[] {
  return [...text.matchAll(/^([^:\n]+):[^:\n]*:(\d+):(.*)$/gm)].map(([, name = "", gid, members = ""]) => ({
    name,
    gid: Number(gid),
    members: members.split(",").filter((member) => member !== ""),
  }));
}
