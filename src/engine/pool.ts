/** Does something for each of them, at most `forks` at once, begun in order. */
export async function forEachOf<T>(all: readonly T[], forks: number, work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  async function worker(): Promise<void> {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  }
  await Promise.all(Array.from({ length: Math.min(forks, all.length) }, worker));
}
