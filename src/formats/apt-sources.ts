import { type Deb822Paragraph, parseDeb822 } from "./deb822.ts";

/** One entry of apt's sources (sources.list(5)), whichever of its two styles it is written in. */
export interface AptSource {
  readonly types: readonly string[];
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** Path of a keyring, a fingerprint or a key; `undefined`: every key that apt trusts. */
  readonly signedBy: string | undefined;
  readonly enabled: boolean;
}

/** Reads a `.list` or `.sources` file, told apart by its name as apt does. */
export function parseAptSources(path: string, text: string): readonly AptSource[] {
  return path.endsWith(".sources") ? parseDeb822(text).map(parseParagraph) : text.split("\n").flatMap(parseLine);
}

function parseParagraph(fields: Deb822Paragraph): AptSource {
  return {
    types: words(fields.get("types")),
    uris: words(fields.get("uris")),
    suites: words(fields.get("suites")),
    components: words(fields.get("components")),
    signedBy: fields.get("signed-by"),
    enabled: !/^(no|false|without|off|disable)$/i.test(fields.get("enabled") ?? "yes"),
  };
}

function parseLine(line: string): readonly AptSource[] {
  const [entry = ""] = line.split("#");
  const parts = /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)(.*)$/.exec(entry);
  if (!parts) return [];
  const [, type = "", options, uri = "", suite = "", components] = parts;
  const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options ?? "")?.[1];
  return [{ types: [type], uris: [uri], suites: [suite], components: words(components), signedBy, enabled: true }];
}

function words(text = ""): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
