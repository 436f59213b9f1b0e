# Judges the results of a round of checks: who is up, who is down, and what of it goes into the map.
#
#   awk -f judge.awk -v now=SECONDS -v self=HOST -v fall=3 -v rise=2 -v interval=5 -v isolated=0 -v state=STATE.new -v health=HEALTH.new \
#     reading=orders ORDERS reading=drains DRAINS reading=state STATE reading=health HEALTH reading=pairs PAIRS reading=results RESULTS
#
# Writes the new state and health; prints a line of JSON a change, and `isolated?` where all hosts but this one look dead: then it is run again,
# with isolated=1 where no witness answers either.
#
# state:  SERVICE HOST up|down SINCE FAILS PASSES REASON…  and  changed HOST SECONDS
# health: down SERVICE HOST, what the map leaves out

reading == "orders" && $1 == "service" { services++; service[services] = $2; runs[$2] = $3 }
reading == "orders" && $1 == "drained" { out[$2] }
reading == "drains" && NF              { out[$1] }
reading == "state" && $1 == "changed"  { if (now - $3 < 600) { earlier[$2]++; history = history $0 "\n" } next }
reading == "state" {
  status[$1, $2] = $3; since[$1, $2] = $4; fails[$1, $2] = $5; passes[$1, $2] = $6
  reason[$1, $2] = tail(7)
}
reading == "health" && $1 == "down" { before[$2, $3] }
reading == "pairs"   { pairOf[$1] = $2 SUBSEP $3; type[$1] = $4; wanted[$1] = $5; checked[$2, $3] = 1 }
reading == "results" && ($1 in pairOf) { result($1, $2, $3, $4, tail(5)) }

END {
  for (s = 1; s <= services; s++) {
    n = split(runs[service[s]], host, ",")
    for (h = 1; h <= n; h++) judge(service[s], host[h])
  }
  if (othersDead() && isolated == "") { print "isolated?"; exit }
  write()
}

# An address for which this host has no route of its family says nothing, unless it is the only one.
function result(number, exit_, code, connected, words,    pair) {
  pair = pairOf[number]
  if (passed(number, exit_, code, connected)) { good[pair]++; return }
  if (exit_ == 7 && words ~ /[Nn]etwork is unreachable/) { routeless[pair] = words; return }
  bad[pair] = why(number, exit_, code, words)
}

function passed(number, exit_, code, connected,    range) {
  if (type[number] == "tcp") return connected > 0
  if (exit_ != 0) return 0
  split(wanted[number] "-" wanted[number], range, "-")
  return code >= range[1] + 0 && code <= range[2] + 0
}

function why(number, exit_, code, words) {
  if (type[number] != "tcp" && exit_ == 0) return "HTTP status " code
  return words == "" ? "curl ended with status " exit_ : words
}

function judge(of, host,    pair, ok) {
  pair = of SUBSEP host
  if (!(pair in status)) { status[pair] = (pair in before) ? "down" : "up"; since[pair] = now; fails[pair] = passes[pair] = 0 }
  ok = !(pair in bad) && (pair in good)
  if (ok) { fails[pair] = 0; passes[pair]++ }
  else { passes[pair] = 0; fails[pair]++; last[pair] = (pair in bad) ? bad[pair] : (pair in routeless) ? routeless[pair] : "no answer" }
  if (status[pair] == "up" && fails[pair] >= fall) turn(of, host, "down", last[pair])
  else if (status[pair] == "down" && passes[pair] >= risesAfter(host)) turn(of, host, "up", "")
  else if (status[pair] == "down" && !ok) reason[pair] = last[pair]
}

# Falling is never slowed; who comes and goes waits twice as long each time, up to five minutes. Services that come back together count once.
function risesAfter(host,    most, after) {
  most = 300 / interval
  after = rise * (earlier[host] < 4 ? 1 : 2 ^ (earlier[host] - 3))
  return after < most ? after : most
}

function turn(of, host, to, words) {
  status[of, host] = to; since[of, host] = now; reason[of, host] = words
  turned[++turns] = of SUBSEP host
  if (!(host in noted)) { noted[host]; history = history "changed " host " " now "\n" }
}

function othersDead(    s, n, h, host, others) {
  for (s = 1; s <= services; s++) {
    n = split(runs[service[s]], host, ",")
    for (h = 1; h <= n; h++) if (host[h] != self) { others++; if (status[service[s], host[h]] == "up") return 0 }
  }
  return others > 0
}

function write(    s, n, h, host, of, i, part) {
  printf "" >health
  for (s = 1; s <= services; s++) {
    of = service[s]
    n = split(runs[of], host, ",")
    keep = isolated == 1 || !anyWell(of, host, n)
    for (h = 1; h <= n; h++) {
      print of, host[h], status[of, host[h]], since[of, host[h]], fails[of, host[h]], passes[of, host[h]], reason[of, host[h]] >state
      if (keep ? (of, host[h]) in before : status[of, host[h]] == "down") print "down", of, host[h] >health
    }
  }
  printf "%s", history >state
  for (i = 1; i <= turns; i++) { split(turned[i], part, SUBSEP); tell(part[1], part[2]) }
}

function anyWell(of, host, n,    h) {
  for (h = 1; h <= n; h++) if (status[of, host[h]] == "up" && !(host[h] in out)) return 1
  return 0
}

function tell(of, host,    sentence) {
  sentence = status[of, host] == "down" ? host " does not serve " of " any more: " reason[of, host] : host " serves " of " again"
  if (isolated == 1) sentence = sentence "; the map stays: no witness answers either"
  printf "{\"event\":\"%s\",\"service\":\"%s\",\"host\":\"%s\",\"reason\":\"%s\",\"message\":\"%s\"}\n", status[of, host], of, host, json(reason[of, host]), json(sentence)
}

function json(text) { gsub(/[\\"]/, "\\\\&", text); gsub(/[[:cntrl:]]/, " ", text); return text }

function tail(from,    i, words) {
  for (i = from; i <= NF; i++) words = words (i > from ? " " : "") $i
  return words
}
