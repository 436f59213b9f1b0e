import type { LabPart } from "./lab-part.ts";

/** Zones that the name servers of the sandbox hold; everything else is nobody's. */
const ZONES = ["example.org", "example.net"];

const settings = `server:
    interface: 0.0.0.0
    interface: ::0
    access-control: 0.0.0.0/0 allow
    access-control: ::/0 allow
    module-config: "subnetcache validator iterator"
    send-client-subnet: 0.0.0.0/0
    send-client-subnet: ::/0
    client-subnet-always-forward: yes
    max-client-subnet-ipv4: 32
    max-client-subnet-ipv6: 128
    domain-insecure: "."
    trust-anchor-file: /etc/unbound/lab-anchors
    root-hints: ""
`;

/**
 * unbound, which asks the fleet's name servers for the sandbox's zones, in the name of who asks it (ECS): what users' resolvers are on the internet. Its
 * TCP port is the witness by which a name server tells whether it is cut off.
 */
export const resolverPart: LabPart = {
  packages: ["unbound", "knot-dnsutils"],
  files: [{ path: "etc/unbound/unbound.conf.d/lab.conf", mode: 0o644, content: settings }],
  setUp: String.raw`set -e
touch /etc/unbound/lab-anchors
{
  for zone in ${ZONES.join(" ")}; do
    printf 'stub-zone:\n    name: "%s"\n    stub-prime: no\n' "$zone"
    for host in eu us in; do
      for address in $(getent ahosts "$host" | awk '$2 == "STREAM" { print $1 }' | sort -u); do printf '    stub-addr: %s\n' "$address"; done
    done
  done
} >/etc/unbound/unbound.conf.d/stubs.conf.new
cd /etc/unbound/unbound.conf.d
# The internet's root is not to be had here.
rm -f root-auto-trust-anchor-file.conf
if ! cmp -s stubs.conf.new stubs.conf; then
  mv -f stubs.conf.new stubs.conf
  systemctl restart unbound
else
  rm -f stubs.conf.new
  systemctl start unbound
fi
hostname -I | tr ' ' '\n' | grep -m 1 -F .
`,
  vars: (printed) => ({ sandbox_witness: printed.trim() }),
};
