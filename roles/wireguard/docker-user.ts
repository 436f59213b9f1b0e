/** What is done with each rule: `test` changes nothing and fails where a rule is not there. */
const VERBS = {
  add: `$tool -w -C DOCKER-USER $rule -j ACCEPT 2>/dev/null || $tool -w -I DOCKER-USER $rule -j ACCEPT`,
  remove: `while $tool -w -D DOCKER-USER $rule -j ACCEPT 2>/dev/null; do :; done`,
  test: `$tool -w -C DOCKER-USER $rule -j ACCEPT 2>/dev/null || exit 1`,
};

/**
 * A line for sh: Docker drops what is forwarded where it has turned forwarding on itself, and no other table can let it through; its chain for
 * others' rules can (Docker's manual, "Packet filtering and firewalls"). Where there is no such chain, or no iptables, there is nothing to do.
 */
export function dockerUser(name: string, verb: keyof typeof VERBS): string {
  return `for tool in iptables ip6tables; do $tool -w -n -L DOCKER-USER >/dev/null 2>&1 || continue; \
for rule in "-i ${name}" "-o ${name} -m conntrack --ctstate RELATED,ESTABLISHED"; do ${VERBS[verb]}; done; done`;
}

/** The same as a command of a systemd unit (systemd.service(5)), whose failure is no failure of the unit. */
export function dockerUserOfUnit(name: string, verb: keyof typeof VERBS): string {
  return `-/bin/sh -c '${dockerUser(name, verb).replaceAll("$", "$$$$")}'`;
}
