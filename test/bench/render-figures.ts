import { renderTable } from "../../src/report/render-table.ts";
import type { Figures } from "./measure.ts";

/** By case, by contender. */
export type Results = Readonly<Record<string, Readonly<Record<string, Figures>>>>;

/** Renders figures as a table for a reader; `× first` compares a median with the one in its case's first row. */
export function renderFigures(results: Results): string {
  const numbers = ["median", "min", "max", "× first", "rounds", "exchanges"].map((heading) => ({ heading, align: "right" as const }));
  return renderTable([{ heading: "case" }, { heading: "contender" }, ...numbers], Object.entries(results).flatMap(renderCase));
}

function renderCase([name, contenders]: [string, Results[string]]): readonly (readonly string[])[] {
  const first = Object.values(contenders)[0]?.medianS ?? Number.NaN;
  return Object.entries(contenders).map(([contender, { medianS, minS, maxS, rounds, exchanges }]) => [
    name,
    contender,
    ...[medianS, minS, maxS].map((seconds) => `${seconds.toFixed(3)} s`),
    (medianS / first).toFixed(2),
    String(rounds),
    exchanges === undefined ? "" : String(exchanges),
  ]);
}
