/** Applets of busybox that a stand-in is made of, or that a stack's own checks call. */
export const applets = "awk cat date echo env false grep head id kill ls nc printf ps rm sh sleep sort test tr true wget".split(" ");

/**
 * Listens on the ports that the image is known for. `STAND_IN=fail` ends it at once with status 1, `STAND_IN_DELAY` (seconds) lets it listen
 * later. It ends on a signal.
 */
export const entry = `#!/bin/sh
if [ "$STAND_IN" = fail ]; then
  echo "$STAND_IN_FOR: told to fail at its start" >&2
  exit 1
fi
children=
trap 'kill $children 2>/dev/null; exit 0' TERM INT QUIT HUP
if [ -n "$STAND_IN_DELAY" ]; then
  sleep "$STAND_IN_DELAY" &
  children=$!
  wait $!
fi
export STAND_IN_ARGUMENTS="$*"
for port in $STAND_IN_PORTS; do
  nc -ll -p "$port" -e /stand-in/answer &
  children="$children $!"
done
echo "$STAND_IN_FOR: listens on ports $STAND_IN_PORTS"
while :; do
  sleep 86400 &
  wait $!
done
`;

/**
 * Answers one request, whatever its path: with its name, arguments and environment; at \`/healthz\` with a word. The file /dev/shm/stand-in, which
 * any user of the container may write, or else \`STAND_IN\` makes it ill when it holds \`unhealthy\`: then the status is 503.
 */
export const answer = `#!/bin/sh
read -r method path version || exit 0
while read -r line && [ "\${#line}" -gt 1 ]; do :; done
state=$(cat /dev/shm/stand-in 2>/dev/null) || state=$STAND_IN
if [ "$state" = unhealthy ]; then status='503 Service Unavailable'; else status='200 OK'; fi
printf 'HTTP/1.0 %s\\r\\nContent-Type: text/plain; charset=utf-8\\r\\nCache-Control: no-store\\r\\nConnection: close\\r\\n\\r\\n' "$status"
[ "$method" != HEAD ] || exit 0
case $path in
/healthz*) echo "\${state:-ok}" ;;
*)
  printf 'stand-in for %s\\nrequest: %s %s\\narguments: %s\\n\\n' "$STAND_IN_FOR" "$method" "$path" "$STAND_IN_ARGUMENTS"
  exec awk -f /stand-in/environment.awk
  ;;
esac
`;

/** Shows the environment by names; what looks like a secret is masked, in values of several lines and in addresses too. */
export const environment = `function masked(text) {
  gsub(/:\\/\\/[^ "]*@/, "://***@", text)
  if (match(tolower(text), /(key|secret|token|pass|password)"?: */)) return substr(text, 1, RSTART + RLENGTH - 1) "***"
  return text
}
BEGIN {
  for (name in ENVIRON) if (name !~ /^(STAND_IN.*|PWD|OLDPWD|SHLVL|PATH|HOME|_)$/) names[++count] = name
  for (i = 2; i <= count; i++)
    for (j = i; j > 1 && names[j - 1] > names[j]; j--) { other = names[j]; names[j] = names[j - 1]; names[j - 1] = other }
  for (i = 1; i <= count; i++) {
    name = names[i]
    value = ENVIRON[name]
    if (value != "" && toupper(name) ~ /KEY|SECRET|TOKEN|PASS|HMAC|CREDENTIAL|PRIVATE/) value = "***"
    lines = split(value, line, "\\n")
    printf "%s=%s\\n", name, masked(line[1])
    for (k = 2; k <= lines; k++) print "  " masked(line[k])
  }
}
`;

/** Tools by which stacks ask whether a database or cache is well; beside its stand-in each asks that. */
export const askers = ["redis-cli", "valkey-cli", "pg_isready", "mysqladmin", "mysqldump"] as const;

/** One program for all of them. */
export const asker = `#!/bin/sh
wget -q -O /dev/null "http://127.0.0.1:\${STAND_IN_PORTS%% *}/healthz" || exit 1
case \${0##*/} in
redis-cli | valkey-cli) echo PONG ;;
pg_isready) echo '/var/run/postgresql:5432 - accepting connections' ;;
mysqladmin) echo 'mysqld is alive' ;;
*) echo '-- nothing' ;;
esac
`;

/** The last argument is the address: enough for a check. */
export const curl = `#!/bin/sh
for address; do :; done
exec wget -q -O - "$address"
`;
