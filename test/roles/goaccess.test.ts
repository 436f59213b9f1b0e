import { expect } from "chai";
import { reportConfig, reportService, reportTimer } from "../../roles/goaccess/report.ts";
import { goaccess } from "../../roles/goaccess/role.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

const logs = ["/var/log/a.log", "/var/log/b.log"];

describe("role goaccess", () => {
  it("installs the package alone where no report is wanted", () => {
    expect(roleOn(goaccess, hostNamed("eu"), {}).map(({ id }) => id)).to.deep.equal(["aptPackages:goaccess"]);
  });

  it("declares a report's account, folders, configuration and units", () => {
    const ids = roleOn(goaccess, hostNamed("eu"), { version: "1:1.9*", reports: { web: { logs } } }).map(({ id }) => id);
    expect(ids).to.deep.equal([
      "aptPackages:goaccess",
      "user:goaccess",
      "directory:/var/lib/goaccess",
      "directory:/var/lib/goaccess/web",
      "directory:/var/lib/goaccess/web/db",
      "file:/etc/goaccess/infra-web.conf",
      "systemdUnit:goaccess-web.service",
      "systemdUnit:goaccess-web.timer",
      "service:goaccess-web.timer",
    ]);
  });

  it("keeps what it read, for as long as it is told", () => {
    const report = { logs, logFormat: '%h %^[%d:%t %^] "%r" %s %b', anonymize: false, keepDays: 30, extra: ["ignore-crawlers true"] };
    expect(reportConfig("web", report)).to.equal(`log-format %h %^[%d:%t %^] "%r" %s %b
db-path /var/lib/goaccess/web/db
persist true
restore true
anonymize-ip false
keep-last 30
no-progress true
ignore-crawlers true
`);
    expect(reportConfig("web", { ...report, keepDays: undefined, extra: [] })).not.to.include("keep-last");
  });

  it("reads all logs as its own account, and puts the page in place as a whole", () => {
    const unit = reportService("web", { logs, groups: ["adm", "caddy"] });
    expect(unit).to.include("User=goaccess\nSupplementaryGroups=adm caddy\n");
    expect(unit).to.include("ExecStart=/usr/bin/goaccess /var/log/a.log /var/log/b.log --no-global-config");
    expect(unit).to.include("ExecStartPost=mv -f /var/lib/goaccess/web/new.html /var/lib/goaccess/web/index.html\n");
    expect(reportTimer("web", "daily")).to.include("OnCalendar=daily\n");
  });

  for (const [name, report] of Object.entries({
    "a log with a wildcard": { logs: ["/var/log/*.log"] },
    "a log that systemd would read otherwise": { logs: ["/var/log/%H.log"] },
    "no log": { logs: [] },
  })) {
    it(`refuses ${name}`, () => {
      expect(goaccess.vars.safeParse({ reports: { web: report } }).success).to.equal(false);
    });
  }
});
