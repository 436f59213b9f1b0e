/** Calendar events of systemd.time(7), and how often each comes. systemd itself is asked of them by a fleet test. */
export const calendarEvents = [
  { text: "hourly", pace: "hours" },
  { text: "daily", pace: "days" },
  { text: "weekly", pace: "days" },
  { text: "minutely", pace: "minutes" },
  { text: "yearly", pace: "days" },
  { text: "04:30", pace: "days" },
  { text: "*:15", pace: "hours" },
  { text: "*:0/15", pace: "minutes" },
  { text: "8..18/2:00", pace: "hours" },
  { text: "6,18:00:30", pace: "hours" },
  { text: "*-*-* *:*:0/3", pace: "minutes" },
  { text: "Mon..Fri 04:30", pace: "days" },
  { text: "Sat,Sun", pace: "days" },
  { text: "Mon *-*-1..7 04:00", pace: "days" },
  { text: "*-*-01 04:00 UTC", pace: "days" },
  { text: "*-*~1 03:00", pace: "days" },
  { text: "*-1,7-01", pace: "days" },
  { text: "2030-01-01 00:00", pace: "days" },
  { text: "Sun 04:00 Europe/Berlin", pace: "days" },
] as const;

/** What systemd refuses. */
export const noCalendarEvents = [
  "",
  "hourli",
  "1h",
  "every day",
  "24:00",
  "04:60",
  "Montag 04:30",
  "*-13-01",
  "*-*-32",
  "04:30 04:30",
  "*:0/0",
  "04:30\nOnBootSec=1",
  "9..8:00",
] as const;
