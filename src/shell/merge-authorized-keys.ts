import { enterFolder } from "./enter-folder.ts";
import { runAs } from "./run-as.ts";
import { type Command, pipe, sh } from "./sh.ts";

/** A line of an authorized_keys file with the `type blob` that it is about; an empty one where that key must not be there. */
export interface KeyLine {
  readonly publicKey: string;
  readonly line: string;
}

/**
 * Gives ~/.ssh back to a user whom root once shut out of it, where the home is the user's own. Only a folder and a plain file that really lie
 * there: the user may have planted links.
 */
function giveBack(user: string): Command {
  return sh`(
doing=${`authorize keys of ${user}`}
${enterFolder}
entry=$(getent passwd -- ${user}) || refuse 'there is no such user'
enter "$(printf '%s' "$entry" | cut -d: -f6)"
[ "$(stat -c %u .)" = "$(printf '%s' "$entry" | cut -d: -f3)" ] && [ ! -L ./.ssh ] && [ -d ./.ssh ] || exit 0
name=.ssh
descend
chown -- ${user}: . || exit
case $(stat -c '%F %h' ./authorized_keys 2>/dev/null) in
'regular file 1' | 'regular empty file 1') chown -h -- ${user}: ./authorized_keys ;;
esac
)`;
}

/** Runs as the user: its stdin are the wanted lines, each after its public key and a tab. Lines for the same key are replaced where the first one stands. */
const MERGE = String.raw`umask 077
cd -- "$HOME" || exit
[ -d .ssh ] || mkdir .ssh || exit
chmod 00700 .ssh || exit
old=.ssh/authorized_keys
rm -f "$old.infra" || exit
if [ ! -e "$old" ]; then old=/dev/null
elif [ ! -f "$old" ]; then echo 'Cannot read ~/.ssh/authorized_keys: it is no regular file'; exit 1
elif [ ! -r "$old" ]; then chmod 0600 "$old" || exit
fi
awk '
  part == 1 { at = index($0, "\t"); if (at) { n++; key[n] = " " substr($0, 1, at - 1) " "; line[n] = substr($0, at + 1) } next }
  { words = " " $0 " "; gsub(/[ \t\r]+/, " ", words) }
  words !~ /^ #/ {
    for (i = 1; i <= n; i++) if (index(words, key[i])) { if (!done[i]++ && line[i] != "") print line[i]; next }
    if (exclusive && words != " ") next
  }
  { print }
  END { for (i = 1; i <= n; i++) if (!done[i] && line[i] != "") print line[i] }
' exclusive="$1" part=1 - part=2 "$old" >.ssh/authorized_keys.infra &&
sync .ssh/authorized_keys.infra &&
mv -fT .ssh/authorized_keys.infra .ssh/authorized_keys`;

/**
 * Puts keys into a user's ~/.ssh/authorized_keys (0600, in a 0700 folder), written as that user, so that no link in its home leads root away.
 * The lines of other keys stay where they are, or go when `exclusive`; comments and blank lines stay.
 */
export function mergeAuthorizedKeys(
  user: string,
  keys: readonly KeyLine[],
  { exclusive }: { readonly exclusive: boolean },
): readonly Command[] {
  const wanted = sh`printf '%s\n' ${keys.map(({ publicKey, line }) => `${publicKey}\t${line}`)}`;
  const merge = runAs(["sh", "-c", MERGE, "sh", exclusive ? "1" : "0"], { user, cwd: "/", environment: {} });
  return [giveBack(user), pipe(wanted, merge)];
}
