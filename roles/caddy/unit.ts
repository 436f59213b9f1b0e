const CONF = "/etc/caddy/Caddyfile";

/** The words by which the Caddyfile is checked as Caddy will read it: by its own account, which a key or a log may not be open to. */
export function validating(binary: string): string[] {
  const own = ["setpriv", "--reuid=caddy", "--regid=caddy", "--init-groups", "--reset-env"];
  return [...own, "env", "HOME=/var/lib/caddy", binary, "validate", "--config", CONF, "--adapter", "caddyfile"];
}

/**
 * The words by which a running Caddy reads what is in place; not by systemctl, which waits for ever where Caddy refuses. Nothing is done where it
 * does not run, or is another program than the one that will: then it starts anew.
 */
export function reloading(binary: string): string[] {
  const line = `pid=$(systemctl show --property=MainPID --value caddy.service) && [ "$pid" != 0 ] || exit 0
running=$(readlink "/proc/$pid/exe") && [ "\${running% (deleted)}" = "$1" ] || exit 0
exec timeout 60 "$1" reload --config ${CONF} --adapter caddyfile --force`;
  return ["sh", "-c", line, "sh", binary];
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
