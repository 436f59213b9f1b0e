const STEPS = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** Renders how long ago a moment (RFC 3339) was, in its largest unit: `3 d`; `-` for Docker's year 1, which means never. */
export function timeAgo(moment: string, nowMs: number): string {
  const then = Date.parse(moment);
  if (!(then > 0)) return "-";
  const seconds = Math.max(0, Math.floor((nowMs - then) / 1000));
  const [size, unit] = STEPS.find(([step]) => seconds >= step) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit}`;
}
