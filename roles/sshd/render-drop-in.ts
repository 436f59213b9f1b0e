/** What the drop-in says, in the order of sshd_config(5)'s keywords; a list is one line of several words, or several lines for `Port`. */
export interface SshdSettings {
  readonly ports: readonly number[];
  readonly listenAddresses: readonly string[];
  /** By keyword. */
  readonly flags: Readonly<Record<string, string>>;
  readonly acceptEnv: readonly string[];
  readonly allowUsers: readonly string[];
  readonly allowGroups: readonly string[];
  /** Lines at the end: `Match` and what belongs to it may be among them. */
  readonly lines: readonly string[];
}

/** Renders the drop-in of sshd. `Port` comes before `ListenAddress`, which takes its ports from it (sshd_config(5)). */
export function renderDropIn({ ports, listenAddresses, flags, acceptEnv, allowUsers, allowGroups, lines }: SshdSettings): string {
  return [
    "# Written by infra. Of each setting sshd takes the first value that it reads, and this file comes before the others.",
    ...ports.map((port) => `Port ${port}`),
    ...listenAddresses.map((address) => `ListenAddress ${address}`),
    ...Object.entries(flags).map(([keyword, value]) => `${keyword} ${value}`),
    ...list("AcceptEnv", acceptEnv),
    ...list("AllowUsers", allowUsers),
    ...list("AllowGroups", allowGroups),
    ...lines,
    "",
  ].join("\n");
}

function list(keyword: string, words: readonly string[]): readonly string[] {
  return words.length === 0 ? [] : [`${keyword} ${words.join(" ")}`];
}
