/** Colours for text that is already harmless; without colour each function returns its text as it is. */
export interface Paint {
  added(text: string): string;
  removed(text: string): string;
  /** A position or something beside the matter. */
  aside(text: string): string;
  changed(text: string): string;
  failed(text: string): string;
  good(text: string): string;
  strong(text: string): string;
}

/** Makes a `Paint` of ANSI colours (SGR, ECMA-48 8.3.117), or of none. */
export function paint(colour: boolean): Paint {
  const sgr = (on: number, off: number) => (text: string) => (colour ? `\u001B[${on}m${text}\u001B[${off}m` : text);
  return {
    added: sgr(32, 39),
    removed: sgr(31, 39),
    aside: sgr(2, 22),
    changed: sgr(33, 39),
    failed: sgr(31, 39),
    good: sgr(32, 39),
    strong: sgr(1, 22),
  };
}
