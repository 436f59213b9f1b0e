import { z } from "geosteer";

const SHORTHANDS = ["minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "annually"];

const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const DAYS = new RegExp(`^${DAY}(?:(?:\\.\\.|,)${DAY})*$`);
const DATE = /^(?:(\*|\d{4})-)?([^-\s]+)[-~]([^-\s]+)$/;
const ZONE = /^(?:UTC|[A-Z][A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+)$/;

/** How often something comes, roughly: what its defaults depend on. */
export type Pace = "minutes" | "hours" | "days";

/** When a task runs: the forms of systemd.time(7), "Calendar Events", that people write; seldom ones, such as fractions of seconds, are left out. */
export const Schedule = z.string().refine(isCalendarEvent, {
  error:
    'must be hourly, daily, weekly, monthly, yearly, or a calendar event of systemd.time(7): "04:30", "Mon..Fri 04:30", "*-*-01 04:00 UTC", "*:0/15"',
});

/** Tells how often a schedule comes: several times an hour, several times a day, or daily and rarer. */
export function paceOf(schedule: string): Pace {
  if (schedule === "minutely") return "minutes";
  if (schedule === "hourly") return "hours";
  const [hours = "", minutes = ""] = clockOf(schedule)?.split(":") ?? [];
  if (!isSingle(minutes)) return "minutes";
  return isSingle(hours) ? "days" : "hours";
}

function clockOf(schedule: string): string | undefined {
  return schedule.split(" ").find((word) => word.includes(":"));
}

function isSingle(field: string): boolean {
  return /^\d*$/.test(field);
}

function isCalendarEvent(text: string): boolean {
  if (SHORTHANDS.includes(text)) return true;
  const rest = text.split(" ");
  const parts = [(word: string): boolean => DAYS.test(word), isDate, isClock].filter((isPart) => takeFirst(rest, isPart));
  takeFirst(rest, (word) => ZONE.test(word));
  return parts.length > 0 && rest.length === 0;
}

function takeFirst(words: string[], isPart: (word: string) => boolean): boolean {
  return isPart(words[0] ?? "") && words.shift() !== undefined;
}

function isDate(word: string): boolean {
  const [, , month = "", day = ""] = DATE.exec(word) ?? [];
  return isField(month, 1, 12) && isField(day, 1, 31);
}

function isClock(word: string): boolean {
  const [hours = "", minutes = "", seconds = "00", ...more] = word.split(":");
  return more.length === 0 && isField(hours, 0, 23) && isField(minutes, 0, 59) && isField(seconds, 0, 59);
}

/** A field is `*`, or numbers and ranges with a comma between, each with a step: `0/15`, `8..18/2`, `1,15`. */
function isField(field: string, least: number, most: number): boolean {
  return field.split(",").every((part) => {
    const [, all, from, to = from, step = "1"] = /^(?:(\*)|(\d{1,2})(?:\.\.(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    if (Number(step) === 0) return false;
    if (all !== undefined) return true;
    return from !== undefined && Number(from) >= least && Number(to) <= most && Number(from) <= Number(to);
  });
}
