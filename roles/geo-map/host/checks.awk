# Writes the configuration of one curl process that checks every (service, host, address): a transfer each, told apart by its number.
#
#   awk -f checks.awk -v interval=5 -v pairs=PAIRS -v routes=ROUTES ORDERS >curl.conf
#
# pairs:  NUMBER SERVICE HOST TYPE STATUS ADDRESS, what each transfer is about
# routes: the question to ip(8), for each address, whether there is a way to it

$1 == "host"    { addresses[$2] = $3 "," $4 }
$1 == "service" { services++; service[services] = $2; runs[$2] = $3 }
$1 == "check"   { type[$2] = $3; port[$2] = $4; name[$2] = $5; path[$2] = $6; status[$2] = $7; tls[$2] = $8; timeout[$2] = $9 }

END {
  printf "" >pairs
  printf "" >routes
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
  print number, of, host, type[of], status[of], address >pairs
  if (!(address in asked)) { asked[address]; print "route get", address >routes }
  if (number > 1) print "next"
  printf "url = \"%s\"\ngloboff\n", url(of, address)
  if (type[of] != "tcp") printf "connect-to = \"::%s:\"\n", literal(address)
  if (tls[of] == "insecure") print "insecure"
  printf "max-time = %.3f\n", seconds(timeout[of] / 1000)
  print "output = \"/dev/null\"\nnoproxy = \"*\"\nuser-agent = \"geosteer\""
  printf "write-out = \"%d %%{exitcode} %%{response_code} %%{time_connect} %%{errormsg}\\n\"\n", number
}

# A round ends before the next one, and says so of what it waited for.
function seconds(wanted) { return wanted < interval * 0.9 ? wanted : interval * 0.9 }

# A connection alone is asked for as a page of nobody: its time says whether it came about, whatever came after it.
function url(of, address,    page) {
  page = path[of]
  gsub(/[\\"]/, "\\\\&", page)
  if (type[of] == "tcp") return "http://" literal(address) ":" port[of] "/"
  return type[of] "://" name[of] ":" port[of] page
}

function literal(address) { return index(address, ":") ? "[" address "]" : address }
