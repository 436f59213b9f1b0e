import { type Command, sh } from "./sh.ts";

/**
 * Shell functions for work on a name in a folder, for the commands after it in the same subshell.
 *
 * `refuse WORDS [STATUS]` ends the subshell with "Cannot $doing: WORDS" and status 1.
 *
 * `enter FOLDER` makes FOLDER the working directory, so that what follows speaks of `./name` and nobody can swap a folder above it, and tells in
 * `$guarded` whether root alone can write there. An account that owns a folder on the way could plant a symlink in it and so lead root to any
 * place. Therefore the way is walked name by name: a symlink that root alone can have made is followed; one that an account made is followed
 * only when it ends in a folder of that same account; one in a folder that several can write to is refused, and so is a folder that turns into
 * a symlink while we look. Access control lists are not looked at.
 *
 * `aim PATH` enters the folder of PATH and leaves its last name in `$leaf`; `no_folder` refuses when that is a folder.
 * `descend` goes one folder down, to `$name`.
 */
export const enterFolder: Command = sh`refuse() {
  printf 'Cannot %s: %s\n' "$doing" "$1" >&2
  exit "\${2:-1}"
}
enter() {
  cd / || exit
  todo=$1/ keeper= hops=0
  while [ -n "$todo" ]; do
    name=\${todo%%/*} todo=\${todo#*/}
    case $name in '' | .) continue ;; esac
    if [ -L "./$name" ]; then follow; else descend; fi
  done
  rights=$(stat -c '%u %A' .) || exit
  [ "\${keeper:-\${rights%% *}}" = "\${rights%% *}" ] ||
    refuse "a symlink of account $keeper leads to $PWD, which is not its own"
  case $rights in 0\ d????-??-*) guarded=yes ;; *) guarded= ;; esac
}
follow() {
  rights=$(stat -c '%u %A' .) || exit
  case $rights in
    0\ d????-??-*) ;;
    "\${keeper:-\${rights%% *}}"\ d????-??-*) keeper=\${rights%% *} ;;
    *) refuse "\${PWD%/}/$name is a symlink that anybody may have put there" ;;
  esac
  hops=$((hops + 1))
  [ "$hops" -le 40 ] || refuse "\${PWD%/}/$name is one symlink too many"
  goal=$(readlink -- "./$name") || exit
  todo=$goal/$todo
  case $goal in /*) cd / ;; esac
}
aim() {
  enter "\${1%/*}"
  leaf=\${1##*/}
}
no_folder() {
  [ -L "./$leaf" ] || [ ! -d "./$leaf" ] || refuse 'a folder is there'
}
descend() {
  above=\${PWD%/}
  [ -d "./$name" ] || refuse "there is no folder $above/$name"
  cd -P "./$name" || exit
  [ "$name" = .. ] || [ "$PWD" = "$above/$name" ] || refuse "$above/$name turned into a symlink"
}`;
