import { sha256 } from "geosteer";

/** Between when hosts begin their backups. */
export interface Window {
  /** `01:00` */
  readonly start: string;
  readonly minutes: number;
}

/**
 * When a host begins, as systemd.time(7) writes a daily event: at a second of the window that its name decides, so that a fleet does not come all
 * at once, and a host always at the same time.
 */
export function dailyAt(host: string, { start, minutes }: Window): string {
  const [hour = 0, minute = 0] = start.split(":").map(Number);
  const offset = Number.parseInt(sha256(host).slice(0, 12), 16) % (minutes * 60);
  const second = (hour * 3600 + minute * 60 + offset) % 86_400;
  const digits = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map((one) => String(one).padStart(2, "0"));
  return `*-*-* ${digits.join(":")}`;
}
