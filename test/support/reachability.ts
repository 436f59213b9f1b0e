import type { Fleet } from "./fleet.ts";

/** Seconds after which an address that says nothing counts as closed. */
const PATIENCE_S = 2;

/** Which of these addresses (`192.0.2.1 80`) take a TCP connection from a host, all tried at once, in order: real packets. `inside`: words in front, such as `ip netns exec x`. */
export function openOf(fleet: Fleet, from: string, addresses: readonly string[], inside = ""): readonly string[] {
  const probes = addresses.map((address, index) => {
    const [host, port] = address.split(" ");
    return `(timeout ${PATIENCE_S} ${inside} bash -c ': </dev/tcp/${host}/${port}' 2>/dev/null && touch "$d/${index}") &`;
  });
  const found = fleet.sh(from, `d=$(mktemp -d); ${probes.join(" ")} wait; ls "$d"; rm -r "$d"`).split("\n");
  return addresses.filter((_, index) => found.includes(String(index)));
}
