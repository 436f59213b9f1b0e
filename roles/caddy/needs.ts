import { Failure } from "geosteer";
import type { Build } from "./build.ts";
import type { CaddyVars } from "./vars.ts";

/** Something that not every Caddy has. */
export interface Need {
  /** The way to the variable that asks for it. */
  readonly path: readonly (string | number)[];
  readonly what: string;
  readonly version?: string;
  readonly module?: { readonly id: string; readonly source: string };
}

const RATE_LIMIT = { id: "http.handlers.rate_limit", source: "github.com/mholt/caddy-ratelimit" };
const RFC2136 = { id: "dns.providers.rfc2136", source: "github.com/caddy-dns/rfc2136" };

/** What the variables ask for that Debian's Caddy lacks. */
export function needsOf({ sites, trusted_proxies: trusted, tls }: CaddyVars): readonly Need[] {
  return [
    ...(trusted.length > 0 ? [{ path: ["trusted_proxies"], what: "trusted proxies", version: "2.7.0" }] : []),
    ...(tls.issuer === "rfc2136" ? [{ path: ["tls", "issuer"], what: "certificates by rfc2136", version: "2.10.0", module: RFC2136 }] : []),
    ...Object.entries(sites).flatMap(([name, { rate_limits: limits }]) =>
      limits.length > 0 ? [{ path: ["sites", name, "rate_limits"], what: "rate limits", module: RATE_LIMIT }] : [],
    ),
  ];
}

/** Throws where a Caddy lacks what is needed, all at once: with the version or module that has it, and what builds it. */
export function refuseLacking(build: Build | undefined, needs: readonly Need[], whereIs: (path: Need["path"]) => string): void {
  if (build === undefined) return;
  const lacking = needs.flatMap((need) => {
    const lack = lackOf(build, need);
    return lack === undefined ? [] : [{ ...need, lack }];
  });
  if (lacking.length === 0) return;
  const sources = [...new Set(lacking.flatMap(({ module }) => module ?? []).map(({ source }) => source))];
  const words = lacking.map(({ path, what, lack }) => `${what} (${["caddy", ...path].join(".")}, ${whereIs(path)}) need ${lack}`);
  throw new Failure("VARS_INVALID", "caddy", `Cannot use Caddy ${build.version ?? "of the package"}: ${words.join("; ")}`, {
    hint:
      sources.length === 0
        ? "`apt_sources: { vendors: [caddy] }` has newer ones"
        : `\`xcaddy build ${sources.map((source) => `--with ${source}`).join(" ")}\` makes one; give it by \`caddy: { binary: … }\``,
  });
}

function lackOf(build: Build, { version, module }: Need): string | undefined {
  const lacks = [
    ...(version !== undefined && isOlder(build.version, version) ? [`Caddy ${version.replace(/\.0$/, "")}`] : []),
    ...(module !== undefined && !build.modules.includes(module.id) ? [`the module ${module.id} of ${module.source}`] : []),
  ];
  return lacks.length === 0 ? undefined : lacks.join(" and ");
}

/** A Caddy without a number is one's own. */
function isOlder(version: string | undefined, than: string): boolean {
  if (version === undefined) return false;
  const [seen, wanted] = [version, than].map((one) => one.split(".").map(Number)) as [number[], number[]];
  const at = wanted.findIndex((number, index) => number !== seen[index]);
  return at >= 0 && (seen[at] ?? 0) < (wanted[at] ?? 0);
}
