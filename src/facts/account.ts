import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";
import { type GroupEntry, parseGroups } from "./group-entry.ts";
import { parseEach, splitFields } from "./nul-separated.ts";

/** Which account, and the SHA-256 of the password hash that it should have: the hash itself neither travels to the host nor back. */
export interface AccountQuestion {
  readonly name: string;
  readonly passwordSha256?: string;
}

/** An account as passwd(5), group(5) and shadow(5) have it. */
export interface Account {
  readonly uid: number;
  /** The primary group's name; its number where it has none. */
  readonly group: string;
  /** Supplementary groups, by name. */
  readonly groups: readonly string[];
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  readonly homeExists: boolean;
  /** `same` as asked for; `other`; `locked`: no password fits; `empty`: none is needed. */
  readonly password: "same" | "other" | "locked" | "empty";
}

/** Accounts by name, `undefined` for one that is not there. passwd, group and shadow are read once for all of them; hashes never leave the host. */
export const account: Fact<AccountQuestion, Account | undefined> = {
  name: "account",
  script(questions) {
    const names = [...new Set(questions.map(({ name }) => name))];
    return sh`command -v getent >/dev/null || exit 127
newline='
'
passwd=$(getent passwd -- ${names}) || [ $? -eq 2 ] || exit
shadow=$(getent shadow -- ${names}) || [ $? -eq 2 ] || exit
passwd=$newline$passwd shadow=$newline$shadow
printf '%s\n\0' "$passwd"
getent group || exit
printf '\0'
field() {
  field=
  rest=\${1#*"$newline$2:"}
  [ "$rest" != "$1" ] || return 0
  rest=\${rest%%"$newline"*} skip=$3
  while [ "$skip" -gt 0 ]; do rest=\${rest#*:} skip=$((skip - 1)); done
  field=\${rest%%:*}
}
set -- ${questions.flatMap(({ name, passwordSha256 = "-" }) => [name, passwordSha256])}
while [ $# -gt 0 ]; do
  field "$shadow" "$1" 0
  digest=-
  [ "$2" = - ] || digest=$(printf %s "$field" | sha256sum)
  case $field in '') password=empty ;; '!'* | '*'*) password=locked ;; *) password=other ;; esac
  [ "$2" = - ] || [ "\${digest%% *}" != "$2" ] || password=same
  field "$passwd" "$1" 4
  [ -d "$field" ] && home=there || home=missing
  printf '%s %s\0' "$password" "$home"
  shift 2
done`;
  },
  parse(output, questions) {
    const [passwd = "", group = "", ...states] = splitFields(output);
    const entries = passwd.split("\n").map((line) => line.split(":"));
    const groups = parseGroups(group);
    return parseEach("account", states, questions, (state, { name }) => {
      const entry = entries.find(([first]) => first === name);
      return entry && parseAccount(entry, groups, state);
    });
  },
};

function parseAccount(fields: readonly string[], groups: readonly GroupEntry[], state: string): Account {
  const [name = "", , uid, gid = "", comment = "", home = "", shell = ""] = fields;
  return {
    uid: Number(uid),
    group: groups.find((group) => group.gid === Number(gid))?.name ?? gid,
    groups: groups.filter(({ members }) => members.includes(name)).map((group) => group.name),
    comment,
    home,
    shell,
    homeExists: state.endsWith(" there"),
    password: parsePassword(state),
  };
}

function parsePassword(state: string): Account["password"] {
  const word = state.split(" ")[0];
  return word === "same" || word === "locked" || word === "empty" ? word : "other";
}
