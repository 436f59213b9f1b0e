/** One line of an apt source: where packages come from. */
export interface AptSource {
  readonly uri: string;
  readonly release: string;
  readonly components: readonly string[];
}

/** Asks apt what `apt-get update` would fetch: its own reading of its sources, whatever their format, and before the first update too. */
export const LIST_URIS = ["apt-get", "--print-uris", "update"] as const;

/** Reads the answer to `LIST_URIS`: the sources of packages that come over HTTP. */
export function parseUris(text: string): readonly AptSource[] {
  const found = new Map<string, AptSource & { components: string[] }>();
  for (const [, uri = "", release = "", component = ""] of text.matchAll(
    /^'(https?:\/\/\S+\/)dists\/(\S+?)\/(\S+)\/binary-\w+\/Packages/gm,
  )) {
    const source = found.get(`${uri} ${release}`) ?? { uri, release, components: [] };
    if (!source.components.includes(component)) source.components.push(component);
    found.set(`${uri} ${release}`, source);
  }
  return [...found.values()];
}

/** The hosts that sources name, each once. */
export function mirrorNames(sources: readonly AptSource[]): readonly string[] {
  return [...new Set(sources.map(({ uri }) => new URL(uri).hostname))].sort();
}
