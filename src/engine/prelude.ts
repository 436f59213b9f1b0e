import { type Command, sh } from "../shell/sh.ts";

/** A 0700 root folder on a memory file system: the lock, and what a run needs while it goes. */
export const RUN_FOLDER = "/run/infra";

/** What outlives a reboot: manifest, stamps, journals. */
export const STATE_FOLDER = "/var/lib/infra";

/**
 * The beginning of every exchange: a record writer `record NAME FIELDS…` with this exchange's nonce, and an environment that owes nothing to
 * the account's rc files. Ends the exchange with the record `not-root` where the account is not root, `unusable`
 * where one of our folders is a symlink or somebody else's.
 */
export function prelude(nonce: string, locale: "C" | "C.UTF-8"): Command {
  return sh`record() { printf '\n%s %s\n' ${nonce} "$*"; }
unset ENV BASH_ENV CDPATH TMPDIR LANGUAGE POSIXLY_CORRECT
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
HOME=/root
export PATH HOME LC_ALL=${locale}
umask 022
cd /
record begin
[ -d ${RUN_FOLDER} ] || mkdir -m 0700 ${RUN_FOLDER} 2>/dev/null
[ -w ${RUN_FOLDER} ] || { record not-root; record end; return; }
for folder in ${RUN_FOLDER} ${STATE_FOLDER}; do
  [ ! -e "$folder" ] || { [ ! -L "$folder" ] && [ -d "$folder" ] && [ -O "$folder" ]; } || { record unusable; record end; return; }
done`;
}
