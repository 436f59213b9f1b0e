/**
 * A stand-in for the command `tailscale`: the words, answers and refusals of version 1.90 that the role `tailscale` depends on, over a state in
 * `/var/lib/tailscale`. It takes any key that begins as Tailscale's or Headscale's do, and has no peers. Its files, for tests: `key-expiry`
 * (RFC 3339, what the node's key is said to expire at), `prefs.json` and `address`, which is there while the node is logged in.
 */
export const tailscaleCommand = String.raw`#!/bin/sh
state=/var/lib/tailscale

fail() { printf '%s\n' "$*" >&2; exit 1; }
running() { kill -0 "$(cat /run/tailscale/tailscaled.pid 2>/dev/null)" 2>/dev/null; }
need_daemon() { running || fail "failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl start tailscaled ?)"; }
logged_in() { [ -e "$state/address" ]; }
pref() { sed -n "s/^ *\"$1\": \"*\([^\",]*\)\"*,*\$/\1/p" "$state/prefs.json" 2>/dev/null; }
expired() { [ -s "$state/key-expiry" ] && [ "$(date -d "$(cat "$state/key-expiry")" +%s)" -le "$(date +%s)" ]; }

backend_state() {
  if ! logged_in || expired; then echo NeedsLogin
  elif [ "$(pref WantRunning)" = true ]; then echo Running
  else echo Stopped
  fi
}

assign() {
  ip address flush dev tailscale0
  [ "$(backend_state)" != Running ] || ip address add "$(cat "$state/address")/32" dev tailscale0
}

# "a,b" as a JSON list; nothing is null, as in Go.
list() {
  [ -n "$1" ] || { printf null; return; }
  printf '["%s"]' "$(printf %s "$1" | sed 's/,/","/g')"
}

write_prefs() {
  case $exit_node in true) routes=$routes,0.0.0.0/0,::/0 ;; esac
  routes=$(printf %s "$routes" | sed 's/^,//')
  cat >"$state/prefs.json.new" <<END
{
	"ControlURL": "$server",
	"RouteAll": $accept_routes,
	"ExitNodeID": "",
	"ExitNodeIP": "",
	"ExitNodeAllowLANAccess": false,
	"CorpDNS": $accept_dns,
	"RunSSH": $ssh,
	"RunWebClient": false,
	"WantRunning": true,
	"LoggedOut": false,
	"ShieldsUp": $shields_up,
	"AdvertiseTags": $(list "$tags"),
	"Hostname": "$name",
	"NotepadURLs": false,
	"AdvertiseRoutes": $(list "$routes"),
	"NoSNAT": false,
	"NetfilterMode": 2,
	"OperatorUser": "",
	"Config": null
}
END
  sed -i 's/^\t/ /' "$state/prefs.json.new"
  mv -f "$state/prefs.json.new" "$state/prefs.json"
}

login() {
  case $key in
    "") printf '\nTo authenticate, visit:\n\n\t%s/register/stand-in\n\n' "$server" >&2; fail "timeout waiting for Tailscale service to enter a Running state; check health with \"tailscale status\"" ;;
    file:*) key=$(cat "$(printf %s "$key" | cut -d : -f 2-)") || exit 1 ;;
  esac
  case $key in
    tskey-*|hskey-*) ;;
    *) fail "backend error: invalid key: API key does not exist" ;;
  esac
  number=$(hostname | cksum | cut -d ' ' -f 1)
  echo "100.64.$((number / 254 % 256)).$((number % 254 + 1))" >"$state/address"
  date -u -d '180 days' +%Y-%m-%dT%H:%M:%SZ >"$state/key-expiry"
}

up() {
  need_daemon
  server=https://controlplane.tailscale.com key= name= routes= tags= accept_dns=true accept_routes=false
  ssh=false shields_up=false exit_node=false reset= force=
  for word; do
    value=$(printf %s "$word" | cut -s -d = -f 2-)
    case $word in
      --login-server=*) server=$value ;;
      --auth-key=*|--authkey=*) key=$value ;;
      --hostname=*) name=$value ;;
      --advertise-routes=*) routes=$value ;;
      --advertise-tags=*) tags=$value ;;
      --accept-dns=*) accept_dns=$value ;;
      --accept-routes=*) accept_routes=$value ;;
      --ssh=*) ssh=$value ;;
      --shields-up=*) shields_up=$value ;;
      --advertise-exit-node=*) exit_node=$value ;;
      --timeout=*) ;;
      --reset) reset=1 ;;
      --force-reauth) force=1 ;;
      *) echo "flag provided but not defined: $word" >&2; exit 2 ;;
    esac
  done
  if [ "$(backend_state)" = Running ]; then
    [ -n "$force" ] || [ "$server" = "$(pref ControlURL)" ] || fail "can't change --login-server without --force-reauth"
    [ -n "$reset" ] || [ $# -eq 0 ] || fail "changing settings via 'tailscale up' requires mentioning all non-default flags. To proceed, either re-run your command with --reset or mention them"
  fi
  if [ -n "$force" ] || [ "$(backend_state)" = NeedsLogin ]; then login; fi
  write_prefs
  assign
  echo "up $(date +%s)" >>"$state/log"
}

status() {
  need_daemon
  case " $* " in
    *" --json"*) ;;
    *) logged_in || fail "Logged out."; printf '%s  %s  linux  -\n' "$(cat "$state/address")" "$(hostname)"; return ;;
  esac
  addresses=null expiry=
  if logged_in; then
    addresses="[\"$(cat "$state/address")\"]"
    [ ! -s "$state/key-expiry" ] || expiry=",\"KeyExpiry\":\"$(cat "$state/key-expiry")\""
  fi
  printf '{"Version":"1.90.6","TUN":true,"BackendState":"%s","HaveNodeKey":%s,"AuthURL":"","TailscaleIPs":%s,"Self":{"HostName":"%s","OS":"linux","TailscaleIPs":%s,"Online":true%s},"Health":[],"Peer":null}\n' \
    "$(backend_state)" "$(logged_in && echo true || echo false)" "$addresses" "$(hostname)" "$addresses" "$expiry"
}

case $1 in
  up) shift; up "$@" ;;
  status) shift; status "$@" ;;
  down) need_daemon; sed -i 's/"WantRunning": true/"WantRunning": false/' "$state/prefs.json"; assign ;;
  logout) need_daemon; rm -f "$state/address" "$state/key-expiry"; sed -i 's/"LoggedOut": false/"LoggedOut": true/' "$state/prefs.json"; assign ;;
  ip) need_daemon; logged_in || fail "no current Tailscale IPs; state: $(backend_state)"; cat "$state/address" ;;
  version) echo 1.90.6 ;;
  debug) need_daemon; [ "$2" = prefs ] || exit 2
    if [ -e "$state/prefs.json" ]; then cat "$state/prefs.json"; else echo '{"ControlURL":"https://controlplane.tailscale.com","WantRunning":false,"LoggedOut":true}'; fi ;;
  stand-in-resume) assign ;;
  *) echo "tailscale: unknown subcommand: $1" >&2; exit 2 ;;
esac
`;
