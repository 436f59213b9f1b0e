import process from "node:process";

/**
 * The hosts on which a test of one host runs, one of each Debian release, or what goes with each. `npm test` runs each class of test once, on the
 * first of those named; `npm run prove releases` sets `RELEASES=all` and runs it on each.
 */
export function releases<const Host>(...hosts: readonly [Host, ...Host[]]): readonly Host[] {
  return process.env["RELEASES"] === "all" ? hosts : hosts.slice(0, 1);
}
