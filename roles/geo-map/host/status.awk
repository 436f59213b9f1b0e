# Tells the state of this name server's map as one line of JSON.
#
#   awk -f status.awk -v self=HOST -v version=DIGEST -v before=DIGEST -v unconfirmed=DIGEST -v database=SHA256 \
#     reading=orders ORDERS reading=drains DRAINS reading=state STATE reading=health HEALTH

reading == "orders" && $1 == "service" { services++; service[services] = $2; runs[$2] = $3 }
reading == "orders" && $1 == "drained" { drains = drains comma(drains) drained($2, "", "the inventory") }
reading == "drains" && NF              { drains = drains comma(drains) drained($1, $2, $3) }
reading == "state" && $1 == "cut"      { cuts = cuts comma(cuts) "{\"family\":\"IPv" $2 "\",\"since\":" $3 "}" }
reading == "state" && $1 != "cut" && $1 != "changed" {
  key = $1 SUBSEP $2
  status[key] = $3; since[key] = $4; passes[key] = $6; words = ""
  for (i = 7; i <= NF; i++) words = words (i > 7 ? " " : "") $i
  reason[key] = words
}
reading == "health" && $1 == "down" { out[$2, $3] }

END {
  for (s = 1; s <= services; s++) {
    n = split(runs[service[s]], host, ",")
    for (h = 1; h <= n; h++) checks = checks comma(checks) check(service[s], host[h])
  }
  printf "{\"self\":\"%s\",\"version\":\"%s\",\"before\":\"%s\",\"unconfirmed\":\"%s\",\"database\":\"%s\",\"cutOff\":[%s],\"drains\":[%s],\"checks\":[%s]}\n", \
    self, version, before, unconfirmed, database, cuts, drains, checks
}

function check(of, host,    key) {
  key = of SUBSEP host
  return sprintf("{\"service\":\"%s\",\"host\":\"%s\",\"status\":\"%s\",\"since\":%d,\"passes\":%d,\"inMap\":%s,\"reason\":\"%s\"}", of, host, \
    (key in status) ? status[key] : "unknown", since[key], passes[key], (key in out) ? "false" : "true", json(reason[key]))
}

function drained(host, when, who) { return sprintf("{\"host\":\"%s\",\"since\":%d,\"by\":\"%s\"}", host, when, json(who)) }
function comma(text) { return text == "" ? "" : "," }
function json(text) { gsub(/[\\"]/, "\\\\&", text); gsub(/[[:cntrl:]]/, " ", text); return text }
