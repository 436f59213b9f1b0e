/** How a command ended. */
export interface CommandEnd {
  /** `undefined` where the host did not say. */
  readonly status: number | undefined;
  /** Standard output and error as they came. */
  readonly output: string;
}
