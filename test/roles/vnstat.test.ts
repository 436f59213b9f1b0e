import { expect } from "chai";
import { readFileSync } from "node:fs";
import { metricsProgram, metricsService } from "../../roles/vnstat/metrics.ts";
import { vnstat } from "../../roles/vnstat/role.ts";
import { vnstatConf } from "../../roles/vnstat/vnstat-conf.ts";
import { localHost, runOn, standIn } from "../support/local-host.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

const ONELINE = "1;eth0;2026-01-10;11;12;23;0;2026-01;21;22;43;0;31;32;63";

describe("role vnstat", () => {
  it("writes the settings that are said, and no others", () => {
    expect(vnstatConf({ interfaces: ["eth0", "wg0"], settings: { MonthRotate: 5, Locale: "C" } })).to.equal(
      '# All that is not said here has its default: vnstat.conf(5).\nInterface "eth0"\nMonthRotate 5\nLocale "C"\n',
    );
    expect(vnstatConf({ interfaces: [], settings: {} })).to.match(/^#[^\n]*\n$/);
  });

  it("shows counts as Prometheus reads them, and nothing for an interface that has none yet", () => {
    const host = localHost();
    standIn(
      host,
      "vnstat",
      `case "$*" in '--dbiflist 1') printf 'eth0\\nnew\\n' ;; '--oneline b -i eth0') echo '${ONELINE}' ;; *) echo 'new: Not enough data available yet.' ;; esac`,
    );
    const text = metricsProgram().replaceAll("/var/lib/prometheus/node-exporter", host.folder);
    expect(runOn(host, [{ text: text.replace("#!/bin/sh\n", "") }])).to.deep.equal({ status: 0, output: "" });
    expect(readFileSync(`${host.folder}/vnstat.prom`, "utf8")).to.equal(`# HELP vnstat_traffic_bytes_total Bytes since the database began.
# TYPE vnstat_traffic_bytes_total counter
vnstat_traffic_bytes_total{interface="eth0",direction="rx"} 31
vnstat_traffic_bytes_total{interface="eth0",direction="tx"} 32
# HELP vnstat_traffic_bytes Bytes of this day and of this month.
# TYPE vnstat_traffic_bytes gauge
vnstat_traffic_bytes{interface="eth0",direction="rx",period="day"} 11
vnstat_traffic_bytes{interface="eth0",direction="tx",period="day"} 12
vnstat_traffic_bytes{interface="eth0",direction="rx",period="month"} 21
vnstat_traffic_bytes{interface="eth0",direction="tx",period="month"} 22
`);
    host.remove();
  });

  it("writes nothing where vnstat cannot be read", () => {
    const host = localHost();
    standIn(host, "vnstat", "exit 1");
    const text = metricsProgram().replaceAll("/var/lib/prometheus/node-exporter", host.folder);
    expect(runOn(host, [{ text }]).status).to.equal(1);
    expect(() => readFileSync(`${host.folder}/vnstat.prom`)).to.throw("ENOENT");
    host.remove();
  });

  it("writes metrics with no right but to that folder, or not at all", () => {
    expect(metricsService())
      .to.include("CapabilityBoundingSet=\n")
      .and.to.include("ProtectSystem=strict\nReadWritePaths=-/var/lib/prometheus");
    const ids = roleOn(vnstat, hostNamed("eu"), { interfaces: ["eth0"], metrics: false }).map(({ id }) => id);
    expect(ids).to.deep.equal(["aptPackages:vnstat", "file:/etc/vnstat.conf", "service:vnstat.service", "command:count eth0"]);
    expect(roleOn(vnstat, hostNamed("eu"), {}).map(({ id }) => id)).to.include("service:vnstat-metrics.timer");
  });

  for (const [name, vars] of Object.entries({
    "the interface lo, which vnstat never counts": { interfaces: ["lo"] },
    "an interface with a space": { interfaces: ["a b"] },
    "a setting of two lines": { settings: { Locale: "a\nb" } },
    "a keyword with a space": { settings: { "Interface eth0": 1 } },
  })) {
    it(`refuses ${name}`, () => {
      expect(vnstat.vars.safeParse(vars).success).to.equal(false);
    });
  }
});
