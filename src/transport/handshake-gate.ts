/** Lets a task run when fewer than the limit run under the same key; waits in order otherwise. Rejects when the signal fires while it waits. */
export type Gate = <T>(key: string, task: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

interface Place {
  busy: number;
  readonly waiting: (() => void)[];
}

/**
 * Makes a gate that is shared by all connections of a process. sshd drops connections that are not yet authenticated at random above ten
 * (`MaxStartups 10:30:100`): of 34 at once 6 to 11 were refused, with 8 at once none.
 */
export function handshakeGate(limit: number): Gate {
  const places = new Map<string, Place>();

  return async function pass(key, task, signal) {
    const place = places.get(key) ?? { busy: 0, waiting: [] };
    places.set(key, place);
    if (place.busy < limit) place.busy += 1;
    else await turn(place, signal);
    try {
      return await task();
    } finally {
      leave(key, place);
    }
  };

  function leave(key: string, place: Place): void {
    const next = place.waiting.shift();
    if (next !== undefined) return next();
    place.busy -= 1;
    if (place.busy === 0) places.delete(key);
  }
}

/** Resolves when a task that ends hands its place over. */
function turn({ waiting }: Place, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    function enter(): void {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }
    function giveUp(): void {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
    }
    waiting.push(enter);
    signal?.addEventListener("abort", giveUp, { once: true });
  });
}
