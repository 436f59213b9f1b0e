import type { Host } from "../model/host.ts";
import type { Transport } from "../model/transport.ts";

/**
 * Gives the transport for a host's kind of connection, loading it at its first use: ssh's packages take 45 ms, Docker's 100.
 * To call it early, while something else is awaited, is worth its while.
 */
export async function openTransport({ address }: Pick<Host, "address">): Promise<Transport> {
  switch (address.connection) {
    case "ssh":
      return (await import("./ssh.ts")).sshTransport();
    case "docker":
      return (await import("./docker.ts")).dockerTransport();
    case "local":
      return (await import("./local.ts")).localTransport();
  }
}
