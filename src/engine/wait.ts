/** Waits until one of the promises has settled, however, or the time is over. */
export async function within(ms: number, ...promises: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([late, ...promises.map(settled)]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when a promise has settled, however. */
export async function settled(promise: Promise<unknown>): Promise<void> {
  await promise.catch(() => undefined);
}

/** Waits for a time, or until a signal is given. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    function end(): void {
      clearTimeout(timer);
      forget();
      resolve();
    }
    const timer = setTimeout(end, ms);
    const forget = onAbort(signal, end);
  });
}

/** Does something when a signal is given; returns what forgets it. */
export function onAbort(signal: AbortSignal, action: () => void): () => void {
  signal.addEventListener("abort", action);
  return () => {
    signal.removeEventListener("abort", action);
  };
}
