# The agent: checks every host of every service at a fixed rate, and keeps those that do not answer out of the map.

running=/run/geosteer

self() { cat "$program/self" 2>/dev/null; }

agent() {
  begun=$(program_state)
  period=$((${GEO_INTERVAL:-5} * 100))
  wake=$(ticks)
  while :; do
    # A newer program takes over, with the state of this one.
    [ "$(program_state)" = "$begun" ] || exec "$program/geo" agent
    [ -z "$(live)" ] || round
    wake=$((wake + period))
    left=$((wake - $(ticks)))
    # What a round takes is no part of the pause behind it; a round that took too long is not caught up with.
    if [ $left -gt 0 ]; then sleep "$(printf '%d.%02d' $((left / 100)) $((left % 100)))"; else wake=$((wake - left)); fi
  done
}

program_state() { stat -c '%n %i %Z' "$program"/*; }

# Hundredths of a second since the host started: a clock that nobody sets.
ticks() { read -r seconds _ </proc/uptime && printf %s "${seconds%.*}${seconds#*.}"; }

round() {
  awk -v interval="${GEO_INTERVAL:-5}" -v pairs="$running/pairs" -v routes="$running/routes" -f "$program/checks.awk" \
    "$folder/live/orders" >"$running/curl.conf" || return
  find_unrouted
  # Without --parallel-immediate, transfers to one address wait for each other, and one that is silent fails those behind it.
  timeout "${GEO_INTERVAL:-5}" curl -q -s -Z --parallel-immediate --parallel-max 300 -K "$running/curl.conf" >"$running/results" 2>/dev/null
  told=$(judge "") || return
  case $told in "silent? "*) told=$(judge "$(cut_off "${told#* }")") || return ;; esac
  mv -f "$running/state.new" "$running/state"
  take_health
  [ -z "$told" ] || printf '%s\n' "$told"
}

# Addresses to which this host has no way: of a family that it does not have.
find_unrouted() {
  ! command -v ip >/dev/null || ip -force -batch "$running/routes" 2>&1 >/dev/null |
    awk '/^Command failed/ { sub(/.*:/, ""); failed[$0] } reading == "routes" && (FNR in failed) { print $3 }' reading=failures - reading=routes "$running/routes"
} >"$running/unrouted"

judge() { # FAMILIES THAT ARE CUT OFF, OR none; nothing for the first look
  awk -v now="$(now)" -v self="$(self)" -v fall="${GEO_FALL:-3}" -v rise="${GEO_RISE:-2}" -v interval="${GEO_INTERVAL:-5}" -v cut="$1" \
    -v state="$running/state.new" -v health="$running/health.new" -f "$program/judge.awk" \
    reading=orders "$folder/live/orders" reading=drains "$(file_or_none "$folder/drains")" reading=state "$(file_or_none "$running/state")" \
    reading=health "$(file_or_none "$folder/health")" reading=unrouted "$running/unrouted" reading=pairs "$running/pairs" \
    reading=results "$running/results"
}

# Of families in which no other host answers, those in which no witness does either.
cut_off() { # FAMILIES
  for family in $1; do answers_any "$family" || printf '%s ' "$family"; done
  printf none
}

# Whether a witness of the family takes a connection; where there is none of it, any. Where there is no witness at all, none can be missed.
answers_any() { # FAMILY
  addresses=$(awk -v family="$1" -f "$program/witnesses.awk" "$folder/live/orders")
  [ -n "$addresses" ] || return 0
  for address in $addresses; do
    curl -q -s -g -o /dev/null --noproxy '*' --max-time 1 -w '%{time_connect}\n' "http://$address:53/" &
  done | awk '$1 > 0 { found = 1 } END { exit !found }'
}

# What could not be loaded is tried again at the next round.
take_health() {
  cmp -s "$running/health.new" "$folder/health" && ! is_load_owed && return
  (
    locked
    owe_load && cp -f "$running/health.new" "$folder/health.new" && sync "$folder/health.new" && mv -f "$folder/health.new" "$folder/health" && publish
  )
}
