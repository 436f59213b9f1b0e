# Between the account, which may write to $state/spool and nothing else, and root, who believes nothing of what lies there.

serve() {
  set -f
  # shellcheck disable=SC2086
  set -- ${SSH_ORIGINAL_COMMAND-}
  case "${1-} $#" in "receive 2" | "ask 5") ;; *) fail "this key may run nothing but receive and ask" ;; esac
  what=$*
  new=$(mktemp "$state/spool/new/XXXXXXXXXXXX") || fail "cannot write to the spool"
  id=${new##*/}
  { printf '%s\n' "$what"; [ "$1" != receive ] || head -c 65536; } >"$new"
  mv "$new" "$state/spool/ready/$id" || fail "cannot write to the spool"
  tries=0
  until [ -e "$state/answers/$id" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail "no answer within a minute"
    sleep 0.2
  done
  sed 1d "$state/answers/$id"
  exit "$(sed -n 1p "$state/answers/$id")"
}

answer() {
  { echo "$2"; printf '%s\n' "$3"; } >"$state/work/answer.$1"
  mv "$state/work/answer.$1" "$state/answers/$1"
}

# Each by itself: to answer one, another may have to be received.
spool() {
  rm -rf "$state/work"
  mkdir -m 0750 "$state/work" && chgrp "$account" "$state/work"
  while :; do
    for item in "$state"/spool/ready/*; do
      [ -e "$item" ] || [ -L "$item" ] || continue
      id=${item##*/}
      case $id in *[!A-Za-z0-9]*) rm -rf "$item"; continue ;; esac
      mkdir -m 0700 "$state/work/$id" && mv "$item" "$state/work/$id/item" || continue
      handle "$id" &
    done
    set -- "$state"/work/*
    [ -e "$1" ] || break
    sleep 0.1
  done
}

handle() {
  said=$(
    item=$state/work/$1/item
    [ -n "$(find "$item" -maxdepth 0 -type f -user "$account" -links 1 -size -66k)" ] || fail "the spool holds something that is no file"
    set -f
    # shellcheck disable=SC2046
    set -- "$1" $(head -n 1 "$item" | head -c 600)
    set +f
    is_zone "${3-}" || fail "there is no zone \"${3-}\" here"
    case "$2 $#" in
      "receive 3") received "$item" "$3" ;;
      "ask 6") asked_for "$3" "$4" "$5" "$6" ;;
      *) fail "what is to be done is not known" ;;
    esac
  )
  status=$?
  answer "$1" "$status" "$said"
  rm -rf "$state/work/$1"
}

# $1: what was sent; $2: the zone
received() {
  pair=${1%/item}
  sed -n '/^-----BEGIN [A-Z ]*PRIVATE KEY-----$/,/^-----END [A-Z ]*PRIVATE KEY-----$/p' "$1" >"$pair/privkey.pem"
  sed -n '/^-----BEGIN CERTIFICATE-----$/,/^-----END CERTIFICATE-----$/p' "$1" >"$pair/fullchain.pem"
  accept "$pair" "$2" && status=ok || status=failed
  [ "$status" = failed ] || (note "$2" ok "received")
  [ "$status" = ok ]
}

# Exit status 4: one is being ordered; 3: an order has failed here since then.
none_here() {
  told=$served/$1/status
  echo "there is none here: $lack$(sed -n 's/^last_words=/; the last look: /p' "$told" 2>/dev/null | cut -c 1-400)"
  grep -qx last_result=failed "$told" 2>/dev/null || exit 1
  [ "$(date -d "$(sed -n 's/^last_look=//p' "$told")" +%s)" -lt "$2" ] || exit 3
  exit 1
}

# The key lets nobody have a certificate: what is asked for is sent to a host of the fleet, at its known address and host key.
asked_for() {
  is_peer "$2" || fail "there is no host \"$2\" here"
  case $3$4 in "" | *[!0-9]*) fail "times must be numbers of seconds" ;; esac
  look "$1"
  if [ "$left" -gt 0 ] && [ "$(end_of "$served/$1/fullchain.pem")" -gt "$3" ]; then
    send_to "$2" "$1" || exit 5
    return
  fi
  [ ! -e "$state/$1.ordering" ] || { echo "one is being ordered here"; exit 4; }
  [ "$left" -gt 0 ] || none_here "$1" "$4"
  fail "the one here is not newer"
}
