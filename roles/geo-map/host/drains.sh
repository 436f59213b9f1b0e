# Hosts that somebody took out of the map, kept over restarts: a line each, `HOST SINCE BY`.

drain() { # HOST BY
  locked
  drains=$(file_or_none "$folder/drains")
  refusal=$(awk -v host="$1" -f "$program/drains.awk" reading=orders "$(file_or_none "$folder/live/orders")" reading=drains "$drains")
  [ -z "$refusal" ] || fail "$refusal"
  # Who has taken it out before, and when, stays.
  ! grep -q "^$1 " "$drains" || { publish; return; }
  { cat "$drains"; printf '%s %s %s\n' "$1" "$(now)" "${2:-somebody}"; } | write_drains
}

undrain() { # HOST
  locked
  awk -v host="$1" '$1 != host' "$(file_or_none "$folder/drains")" | write_drains
}

write_drains() { # the new ones on standard input
  owe_load && cat >"$folder/drains.new" && sync "$folder/drains.new" && mv -f "$folder/drains.new" "$folder/drains" && publish
}
