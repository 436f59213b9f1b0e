import { type Command, sh } from "./sh.ts";

/** Exit status of a change that could not get apt's or dpkg's lock in time; what holds it is printed. */
export const APT_LOCKED_STATUS = 75;

/**
 * Shell functions for work with apt, for the commands after it in the same change.
 *
 * `apt_run COMMAND…` waits until nobody holds one of the four locks of apt and dpkg (apt itself can wait for dpkg's only), then runs the
 * command. It ends the change with status 75 and the holder's name when the time is over, also where the holder came in between.
 * A holder is a process that has a lock's file open, this host's and not a container's of the same path, and is in /proc/locks: inode numbers
 * differ there on overlayfs and btrfs.
 */
export function aptFunctions(lockTimeoutMs: number): Command {
  const seconds = Math.ceil(lockTimeoutMs / 1000);
  return sh`export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l APT_LISTCHANGES_FRONTEND=none UCF_FORCE_CONFFOLD=1
apt_holder() {
  for link in $(find /proc/[0-9]*/fd \( -lname /var/lib/dpkg/lock-frontend -o -lname /var/lib/dpkg/lock \
      -o -lname /var/lib/apt/lists/lock -o -lname /var/cache/apt/archives/lock \) 2>/dev/null); do
    file=$(readlink "$link")
    [ "$link" -ef "$file" ] || continue
    pid=\${link#/proc/}
    pid=\${pid%%/*}
    grep -q " POSIX .* WRITE $pid " /proc/locks || continue
    printf 'Cannot lock %s: it is held by process %s (%s)\n' "$file" "$pid" "$(cat "/proc/$pid/comm")"
    return 0
  done
  return 1
}
apt_run() {
  waited=0
  while words=$(apt_holder); do
    [ "$waited" -lt ${seconds} ] || { printf '%s\n' "$words"; exit ${APT_LOCKED_STATUS}; }
    waited=$((waited + 1))
    sleep 1
  done
  "$@" && return
  status=$?
  ! apt_holder || exit ${APT_LOCKED_STATUS}
  return "$status"
}`;
}

/**
 * The beginning of an apt-get that asks nobody anything, waits for dpkg's lock, keeps changed configuration files, takes names as names
 * (`lib.foo` is a regular expression otherwise) and never removes what was not named.
 */
export function aptGet(lockTimeoutMs: number): Command {
  const options = [
    `DPkg::Lock::Timeout=${Math.ceil(lockTimeoutMs / 1000)}`,
    "Dpkg::Options::=--force-confold",
    "Dpkg::Use-Pty=0",
    "APT::Cmd::Pattern-Only=true",
    "APT::Get::AutomaticRemove=false",
  ];
  return sh`apt-get -y -q ${options.flatMap((option) => ["-o", option])}`;
}
