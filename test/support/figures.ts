import { appendFileSync } from "node:fs";

/** A measured figure beside the bar that it is held against. */
export interface Figure {
  /** What was measured: `kills that lost a reload`. */
  readonly figure: string;
  /** With its unit: `0 of 30`. */
  readonly measured: string;
  readonly bar: string;
  readonly met: boolean;
}

/** Puts a figure into the table that closes `npm run prove`; outside of it, does nothing. */
export function recordFigure(figure: Figure): void {
  const file = process.env["FIGURES_FILE"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}
