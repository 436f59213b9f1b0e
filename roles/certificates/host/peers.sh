# The other hosts: a certificate is handed on to them, and asked of them.

peers() { awk -v self="$self" '$1 != self { print $1 }' "$conf/hosts"; }
is_peer() { peers | grep -qxF -e "$1"; }

# Runs the one command of the account on another host; words that follow are the command's.
on_peer() {
  peer=$1
  shift
  # shellcheck disable=SC2046
  set -- $(awk -v peer="$peer" '$1 == peer { print "-p", $3, "'"$account"'@" $2 }' "$conf/hosts") "$@"
  timeout 90 ssh -F none -i "$conf/key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o "HostKeyAlias=$peer" \
    -o "UserKnownHostsFile=$conf/known_hosts" -o GlobalKnownHostsFile=none -o ConnectTimeout=10 -o ServerAliveInterval=10 -o LogLevel=ERROR "$@" 2>&1
}

send_to() { cat "$served/$2/live/privkey.pem" "$served/$2/live/fullchain.pem" | on_peer "$1" receive "$2"; }

# To all at once; one that is down asks when it is back.
hand_on() {
  for peer in $(peers); do
    (
      if said=$(send_to "$peer" "$1"); then echo "handed on to $peer"; else echo "not handed on to $peer: $said"; fi
    ) &
  done
  wait
}

# Asks each of the others for a newer certificate until one has sent it. Sets $giver, what was heard in $asked, $under_way to one that is ordering it,
# $refused to why this host did not take a newer one, and $hopeless to 3 where the first host has failed to order one since this one waits.
ask_peers() {
  asked='' under_way='' refused='' hopeless=1 end=0
  [ "$left" -le 0 ] || end=$(end_of "$served/$1/fullchain.pem")
  for giver in $(peers); do
    said=$(on_peer "$giver" ask "$1" "$self" "$end" "${since:-$(now)}" </dev/null) && return
    case $? in
      3) [ "$giver" != "$(head -n 1 "$conf/hosts" | cut -d ' ' -f 1)" ] || hopeless=3 ;;
      4) under_way=$giver ;;
      5) refused=$said ;;
    esac
    asked="$asked${asked:+, }$giver: $(printf %s "$said" | tail -n 1)"
  done
  return 1
}
