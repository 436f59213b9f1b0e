/** Which quotes are open at a point of a shell text; the last one is the innermost. `(` is a command substitution or a subshell. */
export type Scan = readonly ("'" | '"' | "(")[];

/** Nothing is open at the beginning of a text. */
export const start: Scan = [];

/** Is a value inserted at this point inside single or double quotes? */
export function inQuotes(scan: Scan): boolean {
  const inner = scan.at(-1);
  return inner === "'" || inner === '"';
}

/** Reads on through `text` and returns what is open at its end. Knows quotes, backslashes and `$( )`; a comment may hold no lone quote. */
export function advance(scan: Scan, text: string): Scan {
  const open = [...scan];
  for (let at = nextMark(text, 0); at !== undefined; ) {
    const used = step(open, text.charAt(at), text.charAt(at + 1));
    at = nextMark(text, at + 1 + used);
  }
  return open;
}

/** Where the next character stands that may open or close something, or takes the next one with it. */
function nextMark(text: string, from: number): number | undefined {
  const marks = /['"\\$()]/g;
  marks.lastIndex = from;
  return marks.exec(text)?.index;
}

/** Updates the open quotes by one character; returns how many characters after it were used up. */
function step(open: Scan[number][], char: string, next: string): 0 | 1 {
  const inner = open.at(-1);
  if (inner === "'") {
    if (char === "'") open.pop();
    return 0;
  }
  if (char === "\\") return 1;
  if (char === "$" && next === "(") {
    open.push("(");
    return 1;
  }
  if (inner === '"') {
    if (char === '"') open.pop();
    return 0;
  }
  stepUnquoted(open, char);
  return 0;
}

/** Outside quotes any quote opens; a parenthesis counts only inside another one. */
function stepUnquoted(open: Scan[number][], char: string): void {
  const nested = open.at(-1) === "(";
  if (char === "'" || char === '"' || (nested && char === "(")) open.push(char);
  else if (nested && char === ")") open.pop();
}
