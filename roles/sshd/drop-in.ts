import { type Ask, Failure, FromHost, missing, sshConnection, unitState } from "geosteer";

/** What the drop-in must not do to this run. */
export interface WayIn {
  readonly text: string;
  /** Ports that sshd shall listen on. */
  readonly ports: readonly number[];
  /** The port that the inventory says the host is reached by. */
  readonly inventoryPort: number;
}

/**
 * The drop-in's text, unless it would leave the controller no way in: neither the port by which this run came nor the inventory's is among the
 * ports, or a socket of systemd's listens in sshd's place, which reads none of this.
 */
export function dropIn(wanted: WayIn): FromHost<string> {
  return new FromHost(async (ask) => await checked(wanted, ask));
}

async function checked({ text, ports, inventoryPort }: WayIn, ask: Ask): Promise<string> {
  const [way, socket] = await Promise.all([ask(sshConnection, ""), ask(unitState, "ssh.socket")]);
  if (socket !== missing && (socket.active === "active" || socket.file === "enabled")) {
    throw new Failure("LOCK_OUT", "sshd", "Cannot set sshd's ports: ssh.socket listens in its place, and does not read them", {
      hint: "Let ssh.service listen itself: `systemctl disable --now ssh.socket && systemctl enable --now ssh.service`",
    });
  }
  if (way !== missing && !ports.includes(way.serverPort) && !ports.includes(inventoryPort)) {
    const wanted = ports.join(", ");
    throw new Failure("LOCK_OUT", "sshd", `Cannot let sshd listen on ${wanted} alone: this run came in by ${way.serverPort}`, {
      hint: "For another port set `ansible_port` to it, and `bootstrap_port` to the one that still listens",
    });
  }
  return text;
}
