import { openSocket, resolveName } from "./tcp.ts";

/** Says why a TCP port takes no connection from this machine; `undefined` where it does. */
export async function whyNoConnection(hostName: string, port: number, timeoutMs: number): Promise<string | undefined> {
  try {
    const addresses = await resolveName({ hostName, family: 0 });
    const socket = await openSocket({ hostName, port, family: 0, localAddress: undefined }, addresses, AbortSignal.timeout(timeoutMs));
    socket.destroy();
    return undefined;
  } catch (error) {
    return wordsOf(error);
  }
}

/** Says why this machine does not get a page with a status of 200 to 399; `undefined` where it does. A redirection is not followed. */
export async function whyNoPage(url: string, timeoutMs: number): Promise<string | undefined> {
  try {
    const { status, body } = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    await body?.cancel();
    return status >= 200 && status < 400 ? undefined : `${url} answers with status ${status}`;
  } catch (error) {
    return `${url}: ${wordsOf(error)}`;
  }
}

function wordsOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? cause.message : message;
}
