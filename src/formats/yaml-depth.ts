import type { CST } from "yaml";

/** Do collections lie deeper in each other than `limit`? Asked of tokens, because composing them recurses, and Node ends where its stack does. */
export function isDeeperThan(limit: number, tokens: readonly CST.Token[]): boolean {
  let level = tokens;
  for (let depth = -1; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(insideOf);
  }
  return false;
}

function insideOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value ? [token.value] : [];
  return "items" in token ? token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat()) : [];
}
