import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** Something that listens where a host would, and counts who comes. */
export interface Listener {
  readonly port: number;
  /** Connections so far. */
  accepted(): number;
  close(): void;
}

/** Listens on a port of this machine; whoever connects is turned away at once. */
export async function listen(): Promise<Listener> {
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    socket.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    close: () => {
      server.close();
    },
  };
}
