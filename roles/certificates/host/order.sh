# A new certificate: everything that can be wrong on our side is looked for before the authority is asked, which counts orders and failures.

# The system's, unless another one is named.
recursive() {
  if [ -n "$resolver" ]; then echo "$resolver"; else awk '$1 == "nameserver" { print $2; exit }' /etc/resolv.conf; fi
}

with_port() { case $1 in *:*) echo "[$1]:53" ;; *) echo "$1:53" ;; esac; }

dig() { kdig +time=2 +retry=1 "$@" 2>/dev/null; }

address_of() {
  for type in A AAAA; do
    dig "@$(recursive)" +short "$1" "$type" | grep -v '\.$' | grep -m 1 '^[0-9a-fA-F.:]*$' && return
  done
}

# What is wrong with the names at which the authority will ask, on each name server, a line each; those that do not answer are in the file $state/ZONE.down.
challenge_mistakes() {
  : >"$state/$1.down"
  of_zone server "$1" | while read -r server; do
    address=$(address_of "$server") || { echo "the name server $server has no address"; continue; }
    of_zone challenge "$1" | while read -r name target; do
      answer=$(dig "@$address" +norec +noall +answer "$name" CNAME) || { echo "$server" >>"$state/$1.down"; break; }
      found=$(printf '%s\n' "$answer" | awk '$4 == "CNAME" { print tolower($5) }')
      [ "$found" = "$target." ] || echo "$name has no CNAME to $target on $server${found:+, but to $found}"
    done
  done
}

# Changes the challenge zone on the primary by this host's key; prints what the server said.
update() {
  printf 'server %s\nzone acme.%s\n%s\nsend\n' "$primary" "$1" "$2" | timeout 30 knsupdate -k "$conf/tsig.knot" 2>&1
}

# Takes away what is left at the names of challenges, which shows whether this host's key may change them.
clear_challenges() { update "$1" "$(of_zone challenge "$1" | awk '!seen[$2]++ { print "del " $2 ". TXT" }')"; }

# What lego calls for a name, with the value of its record: the record is made, and waited for on every name server that was not down before.
present() {
  said=$(update "$zone" "add $1 1 TXT \"$2\"") || fail "the primary name server $primary takes no challenge at $1: $said"
  deadline=$(($(now) + 60))
  for server in $(of_zone server "$zone" | grep -vxFf "$state/$zone.down"); do
    address=$(address_of "$server") || fail "the name server $server has no address"
    until dig "@$address" +norec +short "$1" TXT | grep -qxF "\"$2\""; do
      [ "$(now)" -lt "$deadline" ] || fail "$server did not have the challenge at $1 within a minute"
      sleep 0.2
    done
  done
}

cleanup() { update "$zone" "del $1 TXT \"$2\""; }

# All name servers must have a challenge, unless some are down and there is no more time.
check_zone() {
  mistakes=$(challenge_mistakes "$1")
  down=$(paste -sd ' ' "$state/$1.down")
  [ -z "$mistakes" ] || fail "$mistakes"
  if [ -n "$down" ]; then
    [ "$(of_zone server "$1" | wc -l)" -gt "$(wc -l <"$state/$1.down")" ] || fail "no name server answers: $down"
    [ $((left * 6)) -lt "$life" ] || [ "$left" -le 0 ] ||
      fail "name servers do not answer: $down; it is ordered without them when a sixth of the lifetime is left"
  fi
  said=$(clear_challenges "$1") || fail "the primary name server $primary takes no change by the key $tsig_name: $(printf '%s' "$said" | tail -n 1)"
}

order() {
  check_zone "$1"
  : >"$state/$1.ordering"
  # An authority may forget an account: that was no order.
  run_lego "$1" || { forgotten "$1" && run_lego "$1"; } || fail "the order failed: $(reason "$1"); all of it: $state/$1.log"
  obtained "$1" || fail "lego has left no certificate that fits: $state/$1.log"
}

run_lego() (
  export zone="$1" EXEC_PATH="$program/certificates" EXEC_SEQUENCE_INTERVAL=1
  [ ! -e "$conf/directory-ca.pem" ] || export LEGO_CA_CERTIFICATES="$conf/directory-ca.pem"
  set -f
  # shellcheck disable=SC2046
  set -- "$1" $(of_zone name "$1" | sed 's/^/--domains=/')
  log=$state/$1.log
  shift
  timeout 1800 lego --server "$directory" --accept-tos --email "$email" --path "$state/lego" --dns exec --dns.disable-cp \
    --dns.resolvers "$(with_port "$(recursive)")" "$@" run >"$log" 2>&1
)

forgotten() { grep -q 'urn:ietf:params:acme:error:accountDoesNotExist' "$state/$1.log" && rm -rf "$state/lego/accounts"; }

reason() { sed -n 's/^[0-9/]* [0-9:]* //; /^\[INFO\]/d; /[^[:space:]]/p' "$state/$1.log" | tail -n 4 | paste -sd ' ' | cut -c 1-600; }

# Makes the pair of what lego has obtained, if that is not in force yet and fits.
obtained() {
  from=$state/lego/certificates/$1
  [ -s "$from.crt" ] && [ -s "$from.key" ] || return
  mkdir -p "$state/obtained/$1" && chmod 0700 "$state/obtained"
  cp "$from.crt" "$state/obtained/$1/fullchain.pem" && cp "$from.key" "$state/obtained/$1/privkey.pem" || return
  [ -z "$(unfit "$state/obtained/$1" "$1")" ] || return
  [ "$left" -le 0 ] || [ "$(end_of "$from.crt")" -gt "$(end_of "$served/$1/fullchain.pem")" ]
}
