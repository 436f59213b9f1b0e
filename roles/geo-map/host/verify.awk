# Holds a name server's answers against the maps that it was given.
#
#   awk -f verify.awk -v mode=ask   reading=orders ORDERS           writes the questions: TYPE OWNER SUBNET VIEW, a line each
#   awk -f verify.awk -v mode=judge reading=questions Q reading=geo GEO.CONF reading=rest REST.CONF reading=answers KDIG'S-OUTPUT
#
# Each view is asked for one name and each name for one view, and each name for an address that no database knows, both families each; kdig's answers
# come in the order of the questions.

BEGIN { names = probes = 0 }
reading == "orders" && $1 == "name"  { owner[names++] = substr($3, 1, length($3) - 1) }
reading == "orders" && $1 == "probe" { view[probes] = $2; v4[probes] = $3; v6[probes++] = $4 }

reading == "questions" { asked++; type[asked] = $1; about[asked] = $2; subnet[asked] = $3; from[asked] = $4 }
(reading == "geo" || reading == "rest") && /^[^-# ]/ { at = substr($1, 1, length($1) - 1) }
reading == "geo" && $1 == "-"  { here = $3; gsub(/"/, "", here) }
reading == "rest" && $1 == "-" { here = "rest" }
(reading == "geo" || reading == "rest") && ($1 == "A:" || $1 == "AAAA:") {
  list = $0
  sub(/^ *[A]+: /, "", list); gsub(/[][,]/, "", list)
  wanted[at, here, substr($1, 1, length($1) - 1)] = sorted(list)
}
reading == "answers" && /^;; ->>HEADER<<-/ { answered++ }
reading == "answers" && $3 == "IN" && ($4 == "A" || $4 == "AAAA") { got[answered] = got[answered] " " $5 }

END { if (mode == "ask") ask(); else judge() }

function ask(    i, most) {
  most = names > probes ? names : probes
  if (names == 0 || probes == 0) exit
  for (i = 0; i < most; i++) question(owner[i % names], i % probes)
  for (i = 0; i < names; i++) { print "A", owner[i], "127.0.0.1/32", "rest"; print "AAAA", owner[i], "::1/128", "rest" }
}

function question(name, probe) {
  print "A", name, v4[probe] != "-" ? v4[probe] "/32" : v6[probe] "/128", view[probe]
  print "AAAA", name, v6[probe] != "-" ? v6[probe] "/128" : v4[probe] "/32", view[probe]
}

function judge(    i, is, shall) {
  if (answered + 0 < asked) fail("it answered " answered + 0 " of " asked + 0 " questions")
  for (i = 1; i <= asked; i++) {
    is = sorted(got[i])
    shall = wanted[about[i], from[i], type[i]]
    if (is != shall) fail(about[i] " " type[i] " from " subnet[i] " (" from[i] "): expected " (shall == "" ? "nothing" : shall) ", got " (is == "" ? "nothing" : is))
  }
  exit failures > 0
}

function fail(words) { if (++failures <= 5) print words }

function sorted(list,    word, n, i, j, swap, text) {
  n = split(list, word, " ")
  for (i = 2; i <= n; i++) for (j = i; j > 1 && word[j] < word[j - 1]; j--) { swap = word[j]; word[j] = word[j - 1]; word[j - 1] = swap }
  for (i = 1; i <= n; i++) text = text (i > 1 ? " " : "") word[i]
  return text
}
