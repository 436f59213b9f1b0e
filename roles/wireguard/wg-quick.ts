import { type Sealed, secretText } from "geosteer";
import { type Interface, routesOf } from "./interface.ts";

/** wg-quick(8) takes this table and mark for peers that are allowed everything; said aloud, a reload (wg syncconf) leaves it as it is. */
const MARK = 51_820;

/** /etc/wireguard/<name>.conf (wg-quick(8), wg(8)). */
export function wgQuick(wanted: Interface): Sealed {
  const { private_key: key, addresses, listen_port: port, mtu, table, peers } = wanted;
  const takesAll = table === "auto" && routesOf(wanted).some((network) => network.endsWith("/0"));
  const rest = lines({
    ListenPort: port,
    FwMark: takesAll ? MARK : undefined,
    Address: addresses.join(", "),
    MTU: mtu,
    Table: table === "auto" ? undefined : table,
  });
  const sections = Object.entries(peers).map(([name, peer]) => peerSection(name, peer));
  return sections.reduce<Sealed>((text, section) => secretText`${text}\n${section}`, secretText`[Interface]\nPrivateKey = ${key}\n${rest}`);
}

function peerSection(name: string, peer: Interface["peers"][string]): Sealed {
  const rest = lines({
    PublicKey: peer.public_key,
    AllowedIPs: peer.allowed_ips.join(", "),
    Endpoint: peer.endpoint,
    PersistentKeepalive: peer.keepalive,
  });
  const shared = peer.preshared_key === undefined ? "" : secretText`PresharedKey = ${peer.preshared_key}\n`;
  return secretText`# ${name}\n[Peer]\n${rest}${shared}`;
}

function lines(settings: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(settings)
    .map(([name, value]) => (value === undefined ? "" : `${name} = ${value}\n`))
    .join("");
}

/**
 * The words of a checker for an interface's file. `wg-quick strip` alone reads nothing of a peer, so what it prints is read by wg(8) itself, for an
 * interface that is not there: what it then says of the interface is no mistake of the file, all else is.
 */
export function wgCheck(name: string): readonly string[] {
  const program = `conf=$(wg-quick strip "$1") || exit
words=$(printf '%s\\n' "$conf" | WG_ENDPOINT_RESOLUTION_RETRIES=1 wg setconf infra-none /dev/stdin 2>&1)
case $words in "Unable to modify interface: "*) exit 0 ;; esac
printf '%s\\n' "$words"
exit 1`;
  return ["sh", "-c", program, "sh", name];
}
