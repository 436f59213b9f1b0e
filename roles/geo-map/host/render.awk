# Renders a map for Knot's mod-geoip: orders × drains × health. Tests hold it byte-equal with src/geo/render-maps.ts.
#
#   awk -f render.awk -v part=geo reading=orders ORDERS reading=drains DRAINS reading=health HEALTH
#
# part: `geo` for the map by countries, `rest` for the one for addresses that the database does not know.

reading == "orders" && $1 == "host"    { v4[$2] = $3; v6[$2] = $4 }
reading == "orders" && $1 == "order"   { tiers[$2] = $3 }
reading == "orders" && $1 == "view"    { views++; key[views] = $2; order[views] = $3 }
reading == "orders" && $1 == "rest"    { rest = $2 }
reading == "orders" && $1 == "service" { runs[$2] = "," $3 "," }
reading == "orders" && $1 == "name"    { names++; service[names] = $2; owner[names] = $3 }
reading == "orders" && $1 == "drained" { out[$2] }
reading == "drains" && NF              { out[$1] }
reading == "health" && $1 == "down"    { down[$2, $3] }

END {
  print part == "geo" ? "# geosteer map 1" : "# geosteer rest 1"
  for (name = 1; name <= names; name++) {
    print substr(owner[name], 1, length(owner[name]) - 1) ":"
    if (part == "geo") for (view = 1; view <= views; view++) entry("geo: \"" key[view] "\"", service[name], order[view])
    else { entry("net: 0.0.0.0/0", service[name], rest); entry("net: ::/0", service[name], rest) }
  }
  print "# end " entries + 0
}

function entry(words, of, by) {
  entries++
  if (!((of, by) in records)) records[of, by] = recordsOf(answer(of, by))
  printf "- %s\n%s", words, records[of, by]
}

# All healthy hosts of the first tier that has one; else those that nobody took out; else the first tier as it is.
function answer(of, by,    found, wish) {
  for (wish = 3; wish > 0; wish--) if ((found = firstTier(of, by, wish)) != "") return found
  return ""
}

function firstTier(of, by, wish,    tier, host, i, j, n, m, found) {
  n = split(tiers[by], tier, "|")
  for (i = 1; i <= n; i++) {
    m = split(tier[i], host, ",")
    found = ""
    for (j = 1; j <= m; j++) if (fits(of, host[j], wish)) found = found (found == "" ? "" : ",") host[j]
    if (found != "") return found
  }
  return ""
}

function fits(of, host, wish) {
  if (!index(runs[of], "," host ",")) return 0
  if (wish > 1 && (host in out)) return 0
  return wish < 3 || !((of, host) in down)
}

function recordsOf(hosts) { return record("A", addresses(hosts, v4)) record("AAAA", addresses(hosts, v6)) }

function addresses(hosts, of,    host, i, n, list) {
  n = split(hosts, host, ",")
  for (i = 1; i <= n; i++) if (of[host[i]] != "-") list = list (list == "" ? "" : ",") of[host[i]]
  return list
}

function record(type, list) {
  if (list == "") return ""
  if (!index(list, ",")) return "  " type ": " list "\n"
  gsub(/,/, ", ", list)
  return "  " type ": [" list "]\n"
}
