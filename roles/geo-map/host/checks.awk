# Writes the configuration of one curl process that checks every (service, host, address): a transfer each, told apart by its number.
#
#   awk -f checks.awk ORDERS >curl.conf; the pairs by number go to the file named by `pairs`.

$1 == "host"    { addresses[$2] = $3 "," $4 }
$1 == "service" { services++; service[services] = $2; runs[$2] = $3 }
$1 == "check"   { type[$2] = $3; port[$2] = $4; name[$2] = $5; path[$2] = $6; status[$2] = $7; tls[$2] = $8; timeout[$2] = $9 }

END {
  for (s = 1; s <= services; s++) {
    n = split(runs[service[s]], host, ",")
    for (h = 1; h <= n; h++) {
      m = split(addresses[host[h]], address, ",")
      for (a = 1; a <= m; a++) if (address[a] != "-") transfer(service[s], host[h], address[a])
    }
  }
}

function transfer(of, host, address) {
  number++
  print number, of, host, type[of], status[of] >pairs
  if (number > 1) print "next"
  printf "url = \"%s\"\n", url(of, address)
  if (type[of] != "tcp") printf "connect-to = \"::%s:\"\n", literal(address)
  if (tls[of] == "insecure") print "insecure"
  printf "max-time = %.3f\n", timeout[of] / 1000
  print "output = \"/dev/null\"\nnoproxy = \"*\"\nuser-agent = \"geosteer\""
  printf "write-out = \"%d %%{exitcode} %%{response_code} %%{time_connect} %%{errormsg}\\n\"\n", number
}

# A connection alone is asked for as a page of nobody: its time says whether it came about, whatever came after it.
function url(of, address) {
  if (type[of] == "tcp") return "http://" literal(address) ":" port[of] "/"
  return type[of] "://" name[of] ":" port[of] path[of]
}

function literal(address) { return index(address, ":") ? "[" address "]" : address }
