import { hardening, renderIni, renderTimer } from "geosteer";

/** The folder that Debian's node exporter reads further metrics from. */
const TEXTFILES = "/var/lib/prometheus/node-exporter";

/** The program that writes the metrics. */
export const PROGRAM = "/usr/local/lib/vnstat-metrics";

/**
 * A program that writes what vnstat has counted in Prometheus' text form, in one step, so that nobody reads half of it. It reads vnstat's line for
 * programs (`--oneline b`), which gives no numbers until there are some.
 */
export function metricsProgram(): string {
  return String.raw`#!/bin/sh
file=${TEXTFILES}/vnstat.prom
interfaces=$(vnstat --dbiflist 1) || exit
printf '%s\n' "$interfaces" | while read -r name; do vnstat --oneline b -i "$name"; done | awk -F ';' '
  function add(family, interface, period, rx, tx) {
    gsub(/["\\]/, "\\\\&", interface)
    lines[family] = lines[family] sprintf("%s{interface=\"%s\",direction=\"rx\"%s} %s\n", family, interface, period, rx)
    lines[family] = lines[family] sprintf("%s{interface=\"%s\",direction=\"tx\"%s} %s\n", family, interface, period, tx)
  }
  $1 == 1 && NF == 15 {
    add("vnstat_traffic_bytes_total", $2, "", $13, $14)
    add("vnstat_traffic_bytes", $2, ",period=\"day\"", $4, $5)
    add("vnstat_traffic_bytes", $2, ",period=\"month\"", $9, $10)
  }
  END {
    print "# HELP vnstat_traffic_bytes_total Bytes since the database began.\n# TYPE vnstat_traffic_bytes_total counter"
    printf "%s", lines["vnstat_traffic_bytes_total"]
    print "# HELP vnstat_traffic_bytes Bytes of this day and of this month.\n# TYPE vnstat_traffic_bytes gauge"
    printf "%s", lines["vnstat_traffic_bytes"]
  }' >"$file.new" && mv -f "$file.new" "$file"
`;
}

/** The unit that runs it: as root, which the folder belongs to, but with no right beyond that; not at all where there is no node exporter. */
export function metricsService(): string {
  return renderIni({
    Unit: { Description: "What vnstat has counted, for the node exporter", ConditionPathIsDirectory: TEXTFILES },
    Service: {
      Type: "oneshot",
      ExecStart: PROGRAM,
      ...hardening,
      ReadWritePaths: `-${TEXTFILES}`,
    },
  });
}

/** Every five minutes, which is how often vnstat itself writes down what it counted. */
export function metricsTimer(): string {
  return renderTimer("What vnstat has counted, every five minutes", { OnCalendar: "*:0/5", AccuracySec: "30s" });
}
