/** A value that JSON holds as it is: no secret, no bytes, nothing of the host. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Properties of a kind that survive being written to a host and read again by a later run. */
export type JsonProps = Readonly<Record<string, Json>>;

/** What declares that a resource is gone, kept on its host for the day on which no playbook declares it any more. */
export interface Absence {
  readonly kind: string;
  readonly props: JsonProps;
}

/**
 * How a resource ends that is no longer declared: by its absence; `nothing` where there is nothing of its own to remove; `undefined` where
 * it is never removed by itself (a command cannot be taken back, a package may serve others by now).
 */
export type Ending = Absence | "nothing" | undefined;
