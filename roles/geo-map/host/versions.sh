# Versions of the map: a folder each, of orders, database and what is rendered from them; `live` leads to the one that Knot reads.

# A version's name says what must be in it.
is_intact() { # FOLDER DIGEST
  [ -f "$1/orders" ] && [ -f "$1/country.mmdb" ] || return 1
  database=$(sha256sum <"$1/country.mmdb" | cut -d ' ' -f 1)
  [ "$(printf '\n%s' "$database" | cat "$1/orders" - | sha256sum | cut -d ' ' -f 1)" = "$2" ]
}

require_whole_orders() { # FILE
  awk 'NR == 1 && $0 != "geosteer-orders 1" { bad = 1 } { last = $0 } END { exit bad || last != "end " NR - 1 }' "$1" ||
    fail "the orders are not whole, or of another version"
}

# Takes orders and database from standard input and makes them a version that could go live.
stage() { # DIGEST BYTES-OF-ORDERS
  new=$folder/versions/$1.new
  rm -rf "$new" && mkdir -p "$new" && head -c "$2" >"$new/orders" && cat >"$new/country.mmdb" || fail "cannot write to $folder"
  is_intact "$new" "$1" || fail "the version did not arrive whole"
  require_whole_orders "$new/orders"
  locked
  render "$new" "$new" || fail "the map cannot be rendered"
  check_maps "$new" "$new"
  sync "$new/country.mmdb" "$new/orders" && keep "$1" && sync "$folder/versions" || fail "cannot write to $folder"
  prune "$1"
}

# A version that is there and intact stays as it is; a damaged one is mended file by file, by renames: Knot may have its database mapped.
keep() { # DIGEST
  version=$folder/versions/$1
  if [ ! -d "$version" ]; then
    mv -T "$version.new" "$version"
  elif is_intact "$version" "$1"; then
    rm -rf "$version.new"
  else
    owe_load && mv -f "$version.new"/* "$version/" && rm -rf "$version.new"
  fi
}

require_staged() { [ -d "$folder/versions/$1" ] || fail "version $1 was not staged"; }

point() { ln -sfn "versions/$2" "$folder/$1.new" && mv -fT "$folder/$1.new" "$folder/$1" && sync "$folder"; }

# The first version, by which nobody is served yet; and the live one, when it was damaged and has been staged again.
seed() { # DIGEST
  locked
  require_staged "$1"
  case $(live) in
    "") point live "$1" ;;
    "$1") publish && verify ;;
  esac
}

swap() { # DIGEST
  locked
  require_staged "$1"
  [ -n "$(live)" ] || fail "there is no map yet: the first one is a seed"
  if [ "$(live)" = "$1" ]; then publish && verify; return; fi
  render "$folder/versions/$1" "$folder/versions/$1" || fail "the map cannot be rendered"
  point before "$(live)" && printf %s "$1" >"$folder/unconfirmed" && sync "$folder/unconfirmed" && owe_load || fail "cannot write to $folder"
  if point live "$1" && load && verify; then return; fi
  go_back ""
  return 1
}

# Nothing to do where nobody waits for a confirmation; but a version that is named goes although it was confirmed, for another name server could
# not confirm it.
go_back() { # DIGEST, or nothing
  [ -e "$folder/unconfirmed" ] || { [ -n "$1" ] && [ "$(live)" = "$1" ]; } || return 0
  gone=$(live) before=$(digest_of "$folder/before")
  if [ -d "$folder/versions/${before:-none}" ]; then
    owe_load
    point live "$before" || fail "cannot write to $folder"
    # Who is healthy may have changed since. What cannot be loaded now is owed: the agent goes on.
    publish || :
  fi
  # Told by the next run of the controller, which may not know of it.
  printf '%s %s\n' "$gone" "$(now)" >"$folder/taken-back"
  rm -f "$folder/unconfirmed"
  printf '{"event":"back","message":"the map went back to version %s"}\n' "$before"
}

confirm() { # DIGEST
  locked
  [ "$(live)" = "$1" ] || fail "version $1 is not live: it was taken back"
  rm -f "$folder/unconfirmed" "$folder/taken-back"
  prune "$1"
}

# What was staged and never went live, or is older than the version before, goes.
prune() { # DIGEST that stays too
  for version in "$folder/versions"/*; do
    case $(basename "$version") in "$1" | "$(live)" | "$(digest_of "$folder/before")") ;; *) rm -rf "$version" ;; esac
  done
}
