import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How long one try may take, milliseconds. */
const TRY_MS = 1000;

/** Waits until an SSH server greets at port 22; `false` when it has not within the time limit. Nothing is sent to it. */
export async function awaitSshBanner(address: string, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  do {
    if (await greets(address)) return true;
    await sleep(50);
  } while (performance.now() < deadline);
  return false;
}

/** Asks once. */
export function greets(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: TRY_MS });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", (bytes) => {
      end(bytes.toString("latin1").startsWith("SSH-"));
    });
    socket.once("error", () => {
      end(false);
    });
    socket.once("timeout", () => {
      end(false);
    });
    socket.once("close", () => {
      end(false);
    });
  });
}
