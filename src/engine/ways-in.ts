import type { Failure } from "../model/failure.ts";
import type { Address, Host } from "../model/host.ts";

/** Most logins that are tried at one host: sshd takes many that fail for an attack (PerSourcePenalties). */
const MOST_TRIES = 3;

/** A login that failed. */
export interface FailedWay {
  readonly host: Host;
  readonly failure: Failure;
}

/**
 * The next way to log in to a host: the wanted port and user; the wanted port as the bootstrap user; the bootstrap port as the bootstrap user, and
 * as the wanted one. A port that does not answer is not tried again, and nothing is tried after a failure that another login does not mend
 * (a host key). `undefined`: there is none left.
 */
export function nextWay(host: Host, failed: readonly FailedWay[]): Host | undefined {
  if (failed.length >= MOST_TRIES || failed.some(({ failure }) => !["UNREACHABLE", "AUTH_FAILED"].includes(failure.code))) return undefined;
  const address = waysIn(host.address).find((way) => failed.every((one) => isOther(way, one)));
  return address && { ...host, address };
}

/** Where it leads, for a reader. */
export function wayWords({ address: { host, port, user } }: Host): string {
  return `${user ?? "the default user"} at ${host}${port === undefined ? "" : ` port ${port}`}`;
}

function isOther(way: Address, { host: { address }, failure }: FailedWay): boolean {
  return way.port !== address.port || (failure.code === "AUTH_FAILED" && way.user !== address.user);
}

function waysIn(wanted: Address): readonly Address[] {
  const { bootstrap, ...address } = wanted;
  if (bootstrap === undefined) return [address];
  const { port = address.port, user, become } = bootstrap;
  const asOther = user === undefined ? {} : { user, become };
  return [address, { ...address, ...asOther }, { ...address, ...asOther, port }, { ...address, port }];
}
