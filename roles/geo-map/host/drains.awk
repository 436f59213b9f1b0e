# Says why a host cannot be taken out of the map; nothing where it can.
#
#   awk -f drains.awk -v host=HOST reading=orders ORDERS reading=drains DRAINS

reading == "orders" && $1 == "host"    { known[$2] }
reading == "orders" && $1 == "service" { runs[$2] = $3 }
reading == "orders" && $1 == "drained" { out[$2] }
reading == "drains" && NF              { out[$1] }

END {
  if (!(host in known)) { print "there is no host " host; exit }
  out[host]
  for (of in runs) if (isLast(runs[of])) { print "no host would be left for " of; exit }
}

# Whether the host is one of these, and no other of them is in the map.
function isLast(list,    one, n, i, isOne) {
  n = split(list, one, ",")
  for (i = 1; i <= n; i++) {
    if (!(one[i] in out)) return 0
    if (one[i] == host) isOne = 1
  }
  return isOne
}
