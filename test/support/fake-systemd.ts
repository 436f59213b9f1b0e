import { quote } from "../../src/shell/quote.ts";
import { usePrivateEtc } from "./private-accounts.ts";
import { PrivateHost } from "./private-host.ts";

/** Keeps a unit as a folder with one file a property, and a line of every order that it was given. */
const SYSTEMCTL = String.raw`#!/bin/sh
verb=$1
shift
value= properties= units=
for word; do
  case $word in
  --property=*) properties=$word ;;
  --value) value=yes ;;
  -*) ;;
  *) units="$units $word" ;;
  esac
done
get() { if [ -e "/tmp/units/$unit/$1" ]; then read -r got <"/tmp/units/$unit/$1"; else eval "got=\${default_$1-}"; fi; }
default_LoadState=not-found default_ActiveState=inactive default_SubState=dead default_NRestarts=0 default_NeedDaemonReload=no
set_property() { mkdir -p "/tmp/units/$unit" && printf %s "$2" >"/tmp/units/$unit/$1"; }
case $verb in show | is-active | cat | reset-failed) ;; *) echo "$verb$units" >>/tmp/systemctl.log ;; esac
[ "$verb" != daemon-reload ] || rm -f /tmp/units/*/NeedDaemonReload
for unit in $units; do
  default_Id=$unit
  case $verb in
  show)
    IFS=',='
    for property in $properties; do
      [ "$property" != --property ] || continue
      get "$property"
      if [ -n "$value" ]; then echo "$got"; else echo "$property=$got"; fi
    done
    IFS=' '
    echo ;;
  cat) get LoadState; [ "$got" != not-found ] || exit 1 ;;
  is-active) get ActiveState; [ "$got" = active ] || exit 3 ;;
  start | restart | reload-or-restart)
    [ ! -e "/tmp/units/$unit/fails" ] || { set_property ActiveState failed; exit 1; }
    [ ! -e "/tmp/units/$unit/becomes" ] || { set_property ActiveState "$(cat "/tmp/units/$unit/becomes")"; continue; }
    set_property LoadState loaded; set_property ActiveState active; set_property SubState running ;;
  stop) set_property ActiveState inactive ;;
  enable | disable) set_property UnitFileState "$verb"d ;;
  mask) set_property LoadState masked; set_property UnitFileState masked ;;
  unmask) set_property LoadState loaded; set_property UnitFileState disabled ;;
  esac
done
`;

/** Refuses a unit that says so, and keeps a copy of what it was shown. */
const ANALYZE = String.raw`#!/bin/sh
cat "$PWD"/* "$PWD"/*/* >/tmp/verified 2>/dev/null
! grep "refuse me" /tmp/verified
`;

/** A private host with a systemctl that only pretends: enough to see which orders a plan gives, and when. */
export class FakeSystemdHost extends PrivateHost {
  override async up(): Promise<this> {
    await super.up();
    usePrivateEtc(this);
    this.sh(`mount -t tmpfs -o mode=755 none /usr/local/sbin && mkdir -p /tmp/units /etc/systemd/system && : >/tmp/systemctl.log
printf %s ${quote(SYSTEMCTL)} >/usr/local/sbin/systemctl
printf %s ${quote(ANALYZE)} >/usr/local/sbin/systemd-analyze
printf '#!/bin/sh\\necho "journal: $*"' >/usr/local/sbin/journalctl
chmod 755 /usr/local/sbin/*`);
    return this;
  }

  /** Sets properties of a unit as `systemctl show` names them; `fails` makes it refuse to start, `becomes` is the state that a start leads to. */
  unit(name: string, properties: Readonly<Record<string, string>>): void {
    const lines = Object.entries(properties).map(([property, value]) => `printf %s ${quote(value)} >/tmp/units/${name}/${property}`);
    this.sh([`mkdir -p /tmp/units/${name}`, ...lines].join("\n"));
  }

  /** The orders given since the last call, in order; questions are none. */
  orders(): readonly string[] {
    return this.sh("cat /tmp/systemctl.log; : >/tmp/systemctl.log").split("\n").slice(0, -1);
  }
}
