/**
 * $@: tables. Postfix's programs say what is wrong with main.cf and master.cf: first those that say so whoever listens (`postfix check` writes to the
 * log alone on Debian 12), an unknown parameter among it. Then each table is read: a rule that cannot be is a warning, and would be skipped.
 */
const CHECK = `refuse() {
  printf '%s\\n' "$1"
  exit 1
}
words=$({ postmap -q probe static:probe && postconf -n && postconf -M; } 2>&1 >/dev/null) || refuse "$words"
[ -z "$words" ] || refuse "$words"
postfix check || exit 1
for table; do
  words=$(postmap -q probe "$table" 2>&1 >/dev/null)
  [ -z "$words" ] || refuse "$words"
done`;

/** The words of a checker for Postfix's files and for tables that are read without asking anybody (`pcre:/etc/postfix/maps/headers`). */
export function postfixCheck(tables: readonly string[]): readonly string[] {
  return ["sh", "-c", CHECK, "sh", ...tables];
}
