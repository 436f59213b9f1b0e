import { Failure, Failures } from "../model/failure.ts";
import { type Playbook, roleUses } from "../model/playbook.ts";
import { hintOfWords } from "../model/did-you-mean.ts";

/** Tags asked for on the command line. */
export interface TagChoice {
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
}

/** Tags that mean something by themselves, as in Ansible. */
const SPECIAL = ["all", "always", "never"];

/** Throws `USAGE` for every tag that no role of the playbook has, with those that there are. */
export function checkTags(playbook: Playbook, { tags, skipTags }: TagChoice): void {
  const known = [...new Set(roleUses(playbook).flatMap((use) => use.tags))].sort();
  const unknown = [...tags, ...skipTags].filter((tag) => !known.includes(tag) && !SPECIAL.includes(tag));
  if (unknown.length === 0) return;
  throw new Failures(
    unknown.map((tag) => {
      const message = `Cannot select resources by tag "${tag}": no role of playbook "${playbook.name}" has it`;
      return new Failure("USAGE", playbook.name, message, { hint: hintOfWords(tag, known) });
    }),
  );
}

/**
 * Does a choice of tags take something with these tags? Ansible's rules: `always` is taken unless it is skipped by name, `never` only when it or
 * a tag beside it is asked for, and skipping wins.
 */
export function selectsTags({ tags, skipTags }: TagChoice, own: readonly string[]): boolean {
  const has = (chosen: readonly string[]): boolean => chosen.some((tag) => own.includes(tag));
  if (has(skipTags) || (skipTags.includes("all") && !own.includes("always"))) return false;
  if (own.includes("never") && !has(tags)) return false;
  return tags.length === 0 || tags.includes("all") || has(tags) || own.includes("always");
}
