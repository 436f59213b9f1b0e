/** What the role sets of vnstat.conf(5). */
export interface Traffic {
  readonly interfaces: readonly string[];
  readonly settings: Readonly<Record<string, string | number>>;
}

/** Renders vnstat.conf(5): all that is not said has its default. The first interface is the one that `vnstat` shows when it is not told another. */
export function vnstatConf({ interfaces, settings }: Traffic): string {
  const [first] = interfaces;
  const main = first === undefined ? {} : { Interface: first };
  const lines = Object.entries<string | number>({ ...main, ...settings }).map(
    ([key, value]) => `${key} ${typeof value === "number" ? String(value) : `"${value}"`}\n`,
  );
  return `# All that is not said here has its default: vnstat.conf(5).\n${lines.join("")}`;
}
