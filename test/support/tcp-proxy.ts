import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between a test and a host, on a port of this machine, with the troubles of networks. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that were made through it so far. */
  readonly accepted: () => number;
  /** From now on nothing gets through either way and nobody is told: a silent cut. */
  freeze(): void;
  /** Resets every connection. */
  cut(): void;
  close(): void;
}

/** Opens a proxy; `delayMs` is what each direction takes. */
export async function tcpProxy(
  to: { host: string; port: number },
  { delayMs = 0, cutAfterBytes = Number.POSITIVE_INFINITY } = {},
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let accepted = 0;

  function carry(from: Socket, into: Socket): void {
    sockets.add(from);
    from.on("error", () => undefined);
    from.on("data", (data) => setTimeout(() => isFrozen || into.write(data), delayMs));
    from.on("close", () => setTimeout(() => isFrozen || into.destroy(), delayMs));
  }
  const server = createServer({ noDelay: true }, (client) => {
    accepted += 1;
    const host = connect({ ...to, noDelay: true });
    carry(client, host);
    client.on("data", () => {
      if (client.bytesRead > cutAfterBytes) for (const socket of sockets) socket.resetAndDestroy();
    });
    carry(host, client);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    freeze() {
      isFrozen = true;
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
