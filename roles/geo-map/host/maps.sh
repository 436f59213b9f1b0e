# Rendering, checking and loading the two maps: geo.conf by countries, rest.conf for addresses that the database does not know.

knot_conf=/etc/knot/knot.conf
socket=/run/knot/knot.sock

render() { # FOLDER OF THE ORDERS, OF THE MAPS
  for part in geo rest; do
    awk -v part=$part -f "$program/render.awk" reading=orders "$1/orders" reading=drains "$(file_or_none "$folder/drains")" \
      reading=health "$(file_or_none "$folder/health")" >"$2/$part.conf.new" || return 1
  done
  # An empty map, as a crash can leave it behind a rename, would pass Knot's check.
  sync "$2/geo.conf.new" "$2/rest.conf.new" && mv -f "$2/geo.conf.new" "$2/geo.conf" && mv -f "$2/rest.conf.new" "$2/rest.conf"
}

# Knot's own checker passes over an empty map and one that is cut at a record's end.
is_whole() { # FILE HEADER
  awk -v header="$2" '
    NR == 1 && $0 != header { bad = 1 }
    /^- (geo|net): / { entries++ }
    { last = $0 }
    END { exit bad || last != "# end " entries + 0 }' "$1"
}

knows_map() { grep -qs "$folder/live/" "$knot_conf"; }

# Knot's configuration with another folder in place of the live one; before it is set up for the map, one that holds nothing else.
staged_conf() { # FOLDER OF THE MAPS, OF THE DATABASE
  if knows_map; then
    sed -e "s|$folder/live/geo.conf|$1/geo.conf|; s|$folder/live/rest.conf|$1/rest.conf|; s|$folder/live/country.mmdb|$2/country.mmdb|" "$knot_conf"
  else
    keys=$(sed -n 's/^keys //p' "$2/orders" | tr ' ' ,)
    printf 'mod-geoip:\n  - id: geo\n    config-file: %s\n    mode: geodb\n    geodb-file: %s\n    geodb-key: [ %s ]\n' \
      "$1/geo.conf" "$2/country.mmdb" "$keys"
    printf '  - id: rest\n    config-file: %s\n    mode: subnet\n' "$1/rest.conf"
    printf 'zone:\n  - domain: invalid\n    module: [ mod-geoip/geo, mod-geoip/rest ]\n'
  fi
}

check_maps() { # FOLDER OF THE MAPS, OF THE DATABASE
  is_whole "$1/geo.conf" "# geosteer map 1" || fail "the rendered map is not whole"
  is_whole "$1/rest.conf" "# geosteer rest 1" || fail "the rendered second map is not whole"
  command -v knotc >/dev/null || return 0
  # The copy is nobody else's to read: there may be keys in it.
  (umask 077 && staged_conf "$1" "$2" >"$1/knot.conf") || fail "cannot write to $folder"
  words=$(knotc -c "$1/knot.conf" conf-check 2>&1)
  status=$?
  rm -f "$1/knot.conf"
  [ $status = 0 ] || fail "Knot refuses the map: $words"
}

is_serving() { knows_map && [ -S "$socket" ] && knotc -s "$socket" status >/dev/null 2>&1; }

# Noted before anything is changed that Knot reads: whoever comes after a kill, or after Knot refused, knows that it is to load.
owe_load() { : >"$folder/load-owed" && sync "$folder/load-owed"; }

is_load_owed() { [ -e "$folder/load-owed" ]; }

# Never `systemctl reload` (it succeeds when Knot refuses) and never `zone-reload` (it would not read the map). A Knot that does not run reads the
# map when it starts; one that is just starting may have read the old one, so that it is still owed.
load() {
  is_serving || return 0
  if words=$(knotc -s "$socket" reload 2>&1); then rm -f "$folder/load-owed"; return; fi
  printf 'geo: Knot cannot load the map: %s\n' "$words" >&2
  return 1
}

# Renders the live version anew and loads it, where anything is different; what Knot refuses is put back as it was, and is still owed.
publish() {
  next=$folder/next
  rm -rf "$next" && mkdir "$next" || return 1
  render "$folder/live" "$next" && (check_maps "$next" "$folder/live") && put_live "$next"
  status=$?
  rm -rf "$next"
  return $status
}

put_live() { # FOLDER OF THE MAPS
  if cmp -s "$1/geo.conf" "$folder/live/geo.conf" && cmp -s "$1/rest.conf" "$folder/live/rest.conf"; then
    ! is_load_owed || load
    return
  fi
  owe_load || return 1
  for part in geo rest; do cp -f "$folder/live/$part.conf" "$1/$part.old" 2>/dev/null; mv -f "$1/$part.conf" "$folder/live/$part.conf"; done
  load || { for part in geo rest; do mv -f "$1/$part.old" "$folder/live/$part.conf"; done; return 1; }
}

# A zone that has just become this server's may still be on its way from the primary: a wrong answer is asked for again.
verify() {
  is_serving && command -v kdig >/dev/null || return 0
  for pause in 1 2 3 ""; do
    ! words=$(compare_answers) || return 0
    [ -z "$pause" ] || sleep "$pause"
  done
  printf 'geo: the answers are not those of the map: %s\n' "$words" >&2
  return 1
}

compare_answers() {
  questions=$(mktemp) && awk -v mode=ask -f "$program/verify.awk" reading=orders "$folder/live/orders" >"$questions" || return 1
  awk '{ printf "%s %s +subnet=%s ", $2, $1, $3 }' "$questions" |
    xargs -r -s 100000 timeout 5 kdig "$(listening)" +noall +header +answer +timeout=1 +retry=1 2>&1 |
    awk -v mode=judge -f "$program/verify.awk" reading=questions "$questions" reading=geo "$folder/live/geo.conf" \
      reading=rest "$folder/live/rest.conf" reading=answers -
  status=$?
  rm -f "$questions"
  return $status
}

# The first address that Knot listens on, in kdig's words.
listening() {
  knotc -s "$socket" conf-read server.listen | awk '{
    n = split($3, part, "@")
    address = part[1] == "0.0.0.0" ? "127.0.0.1" : part[1] == "::" ? "::1" : part[1]
    print "@" address (n > 1 ? "@" part[2] : "")
    exit
  }'
}
