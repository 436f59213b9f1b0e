import type { Placed } from "../formats/placed.ts";

const FLOAT = /^(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.)(?:[eE][+-]?\d(?:_?\d)*)?|^\d(?:_?\d)*[eE][+-]?\d(?:_?\d)*/;
const INTEGER = /^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|[1-9](?:_?\d)*|0(?:_?0)*)/;

/**
 * Reads a number at a place of a text as Python writes it (`0x1F`, `1_000`, `-.5`; `0644` is none). An integer that no number of JavaScript keeps
 * is kept as its digits; a complex number is none.
 *
 * @see https://docs.python.org/3/reference/lexical_analysis.html#numeric-literals
 */
export function parsePythonNumber(
  text: string,
  { at, where }: { readonly at: number; readonly where: string },
): { readonly value: Placed; readonly end: number } | undefined {
  const sign = /^[+-]?/.exec(text.slice(at))?.[0] ?? "";
  const rest = text.slice(at + sign.length).trimStart();
  const float = FLOAT.exec(rest)?.[0];
  const digits = float ?? INTEGER.exec(rest)?.[0];
  if (digits === undefined || /^[\w.]/.test(rest.slice(digits.length))) return undefined;
  const value = float === undefined ? integer(sign, digits, where) : decimal(sign, digits, where);
  return value && { value, end: text.length - rest.length + digits.length };
}

function integer(sign: string, digits: string, where: string): Placed {
  const exact = BigInt(digits.replaceAll("_", "")) * (sign === "-" ? -1n : 1n);
  if (BigInt(Number(exact)) !== exact) return { kind: "tagged", tag: "!!int", text: String(exact), where };
  return { kind: "scalar", value: Number(exact), where };
}

function decimal(sign: string, digits: string, where: string): Placed | undefined {
  const value = Number(`${sign}${digits.replaceAll("_", "")}`);
  return Number.isFinite(value) ? { kind: "scalar", value, where } : undefined;
}
