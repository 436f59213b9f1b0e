import { type Ini, renderIni } from "./render-ini.ts";

/**
 * Renders a timer that is there from each start on, once it is enabled: `keys` are those of its `[Timer]` (systemd.timer(5)).
 *
 * @example renderTimer("When the report is made", { OnCalendar: "daily", Persistent: true })
 */
export function renderTimer(description: string, keys: Ini[string]): string {
  return renderIni({ Unit: { Description: description }, Timer: keys, Install: { WantedBy: "timers.target" } });
}
