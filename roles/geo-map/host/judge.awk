# Judges the results of a round of checks: who is up, who is down, and what of it goes into the map.
#
#   awk -f judge.awk -v now=SECONDS -v self=HOST -v fall=3 -v rise=2 -v interval=5 -v cut=FAMILIES -v state=STATE.new -v health=HEALTH.new \
#     reading=orders ORDERS reading=drains DRAINS reading=state STATE reading=health HEALTH reading=unrouted ADDRESSES \
#     reading=pairs PAIRS reading=results RESULTS
#
# Writes the new state and health, and prints a line of JSON a change. Where no other host answers in an address family, it writes nothing and prints
# `silent? 4 6`, the families: it is run again with `cut`, those of them in which no witness answers either, or `none`. What such a family
# says of other hosts is not counted.
#
# state:  SERVICE HOST up|down SINCE FAILS PASSES REASON…, `changed HOST SECONDS` for a change of it, `cut FAMILY SINCE`
# health: down SERVICE HOST, what the map leaves out

reading == "orders" && $1 == "service" { services++; service[services] = $2; runs[$2] = $3 }
reading == "orders" && $1 == "drained" { out[$2] }
reading == "drains" && NF              { out[$1] }
reading == "state" && $1 == "changed"  { if (now - $3 < 600) { earlier[$2]++; history = history $0 "\n" } next }
reading == "state" && $1 == "cut"      { cutSince[$2] = $3; next }
reading == "state" {
  status[$1, $2] = $3; since[$1, $2] = $4; fails[$1, $2] = $5; passes[$1, $2] = $6
  reason[$1, $2] = tail(7)
}
reading == "health" && $1 == "down" { before[$2, $3] }
reading == "unrouted"               { unrouted[$1] }
reading == "pairs" && !($6 in unrouted) {
  checks++; number[checks] = $1
  pairOf[$1] = $2 SUBSEP $3; hostOf[$1] = $3; type[$1] = $4; wanted[$1] = $5; family[$1] = index($6, ":") ? 6 : 4
}
reading == "results" && ($1 in pairOf) { answered[$1]; failure[$1] = failureOf($1, $2, $3, $4, tail(5)) }

END {
  begin()
  for (c = 1; c <= checks; c++) weigh(number[c])
  silent = silentFamilies()
  if (silent != "" && cut == "") { print "silent?" silent; exit }
  for (f = 4; f <= 6; f += 2) isCut[f] = index(silent, f) && index(cut, f)
  for (s = 1; s <= services; s++) {
    n = split(runs[service[s]], host, ",")
    for (h = 1; h <= n; h++) judge(service[s], host[h])
  }
  write()
}

# What is new is taken to be well, unless it was left out before a restart of this host.
function begin(    s, n, h, host, pair) {
  for (s = 1; s <= services; s++) {
    n = split(runs[service[s]], host, ",")
    for (h = 1; h <= n; h++) {
      pair = service[s] SUBSEP host[h]
      if (!(pair in status)) { status[pair] = (pair in before) ? "down" : "up"; since[pair] = now; fails[pair] = passes[pair] = 0; reason[pair] = "" }
    }
  }
}

# Why a check failed; nothing where it passed.
function failureOf(number, exit_, code, connected, words,    range) {
  if (type[number] == "tcp") return connected > 0 ? "" : saying(exit_, words)
  if (exit_ != 0) return saying(exit_, words)
  split(wanted[number] "-" wanted[number], range, "-")
  return code >= range[1] + 0 && code <= range[2] + 0 ? "" : "HTTP status " code
}

function saying(exit_, words) { return words == "" ? "curl ended with status " exit_ : words }

# All addresses of a host must answer, in each family that this host has.
function weigh(check,    pair, f) {
  pair = pairOf[check]; f = family[check]
  heard[pair, f]
  if (!(check in answered)) failure[check] = "no answer in time"
  if (failure[check] != "") bad[pair, f] = failure[check]
  if (hostOf[check] == self) return
  asked[f]
  if (failure[check] == "") alive[f]
  if (status[pair] == "up") atStake[f]
}

# Families in which no other host answers, while one of them is still in the map.
function silentFamilies(    f, list) {
  for (f = 4; f <= 6; f += 2) if ((f in asked) && !(f in alive) && (f in atStake)) list = list " " f
  return list
}

function judge(of, host,    pair, f, known, words) {
  pair = of SUBSEP host
  for (f = 4; f <= 6; f += 2) {
    if (!((pair, f) in heard) || (host != self && isCut[f])) continue
    known = 1
    if ((pair, f) in bad) words = bad[pair, f]
  }
  if (!known) { reason[pair] = "not known: there is no way to it from here"; return }
  if (words == "") { fails[pair] = 0; passes[pair]++ } else { fails[pair]++; passes[pair] = 0 }
  if (status[pair] == "up" && fails[pair] >= fall) turn(of, host, "down")
  else if (status[pair] == "down" && passes[pair] >= risesAfter(host)) turn(of, host, "up")
  # Who is down keeps the reason while its checks pass again, and who is up has none.
  if (words != "" || status[pair] == "up") reason[pair] = status[pair] == "up" ? "" : words
}

# Falling is never slowed; who comes and goes waits twice as long each time, up to five minutes. Services that come back together count once.
function risesAfter(host,    most, after) {
  most = 300 / interval
  after = rise * (earlier[host] < 4 ? 1 : 2 ^ (earlier[host] - 3))
  return after < most ? after : most
}

function turn(of, host, to) {
  status[of, host] = to; since[of, host] = now
  turned[++turns] = of SUBSEP host
  if (!(host in noted)) { noted[host]; history = history "changed " host " " now "\n" }
}

function write(    s, n, h, host, of, i, part, f) {
  printf "" >health
  printf "%s", history >state
  for (s = 1; s <= services; s++) {
    of = service[s]
    n = split(runs[of], host, ",")
    keep = !anyWell(of, host, n)
    for (h = 1; h <= n; h++) {
      print of, host[h], status[of, host[h]], since[of, host[h]], fails[of, host[h]], passes[of, host[h]], reason[of, host[h]] >state
      if (keep ? (of, host[h]) in before : status[of, host[h]] == "down") print "down", of, host[h] >health
    }
  }
  for (i = 1; i <= turns; i++) { split(turned[i], part, SUBSEP); tellTurn(part[1], part[2]) }
  for (f = 4; f <= 6; f += 2) {
    if (isCut[f]) print "cut", f, (f in cutSince) ? cutSince[f] : now >state
    if (isCut[f] && !(f in cutSince)) tellCut(f, "cut off", "neither another host nor a witness answers: other hosts stay as they were")
    if (!isCut[f] && (f in cutSince)) tellCut(f, "connected", "checks of other hosts count again")
  }
}

function anyWell(of, host, n,    h) {
  for (h = 1; h <= n; h++) if (status[of, host[h]] == "up" && !(host[h] in out)) return 1
  return 0
}

function tellTurn(of, host,    sentence) {
  sentence = status[of, host] == "down" ? host " does not serve " of " any more: " reason[of, host] : host " serves " of " again"
  printf "{\"event\":\"%s\",\"service\":\"%s\",\"host\":\"%s\",\"reason\":\"%s\",\"message\":\"%s\"}\n", status[of, host], of, host, json(reason[of, host]), json(sentence)
}

function tellCut(f, event, words) {
  printf "{\"event\":\"%s\",\"family\":\"IPv%d\",\"message\":\"over IPv%d, %s\"}\n", event, f, f, words
}

function json(text) { gsub(/[\\"]/, "\\\\&", text); gsub(/[[:cntrl:]]/, " ", text); return text }

function tail(from,    i, words) {
  for (i = from; i <= NF; i++) words = words (i > from ? " " : "") $i
  return words
}
