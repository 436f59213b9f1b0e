const CONF = "/etc/caddy/Caddyfile";

/** The words by which the Caddyfile is checked as Caddy will read it: by its own account, which a key or a log may not be open to. */
export function validating(binary: string): string[] {
  const own = ["setpriv", "--reuid=caddy", "--regid=caddy", "--init-groups", "--reset-env"];
  return [...own, "env", "HOME=/var/lib/caddy", binary, "validate", "--config", CONF, "--adapter", "caddyfile"];
}

/**
 * What a running Caddy is told once files are in place or are back; not by systemctl, which waits for ever where Caddy refuses. Nothing is done where it
 * does not run, or is another program than the one that will: then it starts anew.
 *
 * Caddy 2.6 goes on with those listeners of a configuration that it had opened before it refused it: some clients would be served by it for ever. They
 * are known by an address that is listened on twice, for longer than one reload takes, and only a restart ends them.
 */
const RELOAD = `pid=$(systemctl show --property=MainPID --value caddy.service) && [ "$pid" != 0 ] || exit 0
running=$(readlink "/proc/$pid/exe") && [ "\${running% (deleted)}" = "$1" ] || exit 0
timeout 60 "$1" reload --config ${CONF} --adapter caddyfile --force || exit
for try in 1 2 3 4 5 6 7 8 9 10; do
  twice=$(ss -Hltnp 2>/dev/null | grep -F "pid=$pid," | awk '{ print $4 }' | sort | uniq -d)
  [ -n "$twice" ] || exit 0
  sleep 0.2
done
echo "Caddy still listens for a configuration that it refused, and is restarted:" $twice
systemctl restart caddy.service`;

/** The words of that. */
export function reloading(binary: string): string[] {
  return ["sh", "-c", RELOAD, "sh", binary];
}

/**
 * A reload by systemd checks first: where Caddy itself refuses one, the unit stays `reloading`, and every later one waits for ever. The package's unit
 * does not start a Caddy again that has died.
 */
export function dropIn(binary: string): string {
  return `[Unit]
StartLimitIntervalSec=0

[Service]
ExecReload=
ExecReload=${binary} validate --config ${CONF} --adapter caddyfile
ExecReload=${binary} reload --config ${CONF} --adapter caddyfile --force
Restart=on-failure
RestartSec=2
`;
}

/** Which Caddy runs: the one thing that takes a restart. */
export function starting(binary: string): string {
  return `[Service]\nExecStart=\nExecStart=${binary} run --environ --config ${CONF} --adapter caddyfile\n`;
}
