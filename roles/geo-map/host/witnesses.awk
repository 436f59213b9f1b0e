# Prints the witnesses of an address family (4 or 6), as a URL takes them; all of them where there is none of it.
#
#   awk -f witnesses.awk -v family=4 ORDERS

$1 == "witness" && index($2, ":")  { six = six " [" $2 "]" }
$1 == "witness" && !index($2, ":") { four = four " " $2 }

END {
  own = family == 6 ? six : four
  print own == "" ? four six : own
}
