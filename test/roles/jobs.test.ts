import { expect } from "chai";
import { paceOf, Schedule } from "../../roles/jobs/schedule.ts";
import { execLine } from "../../roles/jobs/units.ts";
import { calendarEvents, noCalendarEvents } from "../support/calendar-events.ts";
import { declaredJobs, mistakesInJobs, textIn } from "../support/jobs-inventory.ts";

const build = "    caddy: { type: caddy-build, schedule: weekly, holder: in, modules: { github.com/caddy-dns/rfc2136: v1.0.0 } }\n";

describe("role jobs", () => {
  it("declares nothing without a task, nor on a host that a task leaves out", async () => {
    expect(await declaredJobs("jobs: {}\n", "eu")).to.deep.equal([]);
    const some = "jobs:\n  tasks:\n    tidy: { type: prune, schedule: daily, only: [web] }\n";
    expect(await declaredJobs(some, "in")).to.deep.equal([]);
    expect((await declaredJobs(some, "us")).map(({ id }) => id)).to.deep.equal([
      "directory:/usr/local/lib/geosteer-jobs",
      "systemdUnit:geosteer-job-tidy.service",
      "systemdUnit:geosteer-job-tidy.timer",
      "service:geosteer-job-tidy.timer",
    ]);
  });

  it("restarts what is named, each by its way, and speaks to sockets alone", async () => {
    const vars =
      "jobs:\n  tasks:\n    up: { type: restart, schedule: hourly, services: [searx/redis, redlib], containers: [app], units: [knot] }\n";
    const unit = textIn(await declaredJobs(vars, "eu"), "systemdUnit:geosteer-job-up.service");
    expect(unit).to.include("ExecStart=/usr/local/lib/geosteer-jobs/restart service:searx/redis service:redlib container:app unit:knot\n");
    expect(unit).to.include("ProtectSystem=strict\n").and.to.include("CapabilityBoundingSet=\n").and.to.include("TimeoutStartSec=1000\n");
  });

  it("prunes each kind of thing with a filter that spares what is labelled", async () => {
    const vars =
      "jobs:\n  tasks:\n    tidy: { type: prune, schedule: daily, what: [containers, images, volumes], until: 48h, all_images: true, timeout: 60 }\n";
    const unit = textIn(await declaredJobs(vars, "eu"), "systemdUnit:geosteer-job-tidy.service");
    expect(unit.match(/^(?:ExecStart|TimeoutStartSec)=.*$/gm)).to.deep.equal([
      "ExecStart=/usr/bin/docker container prune --force --filter until=48h --filter label!=geosteer.keep",
      "ExecStart=/usr/bin/docker image prune --force --all --filter until=48h --filter label!=geosteer.keep",
      "ExecStart=/usr/bin/docker volume prune --force --filter label!=geosteer.keep",
      "TimeoutStartSec=60",
    ]);
  });

  it("runs a command's words as they are", () => {
    expect(execLine(["/usr/bin/printf", "%s", "$HOME", 'a "b" \\ c', "plain"])).to.equal(
      '/usr/bin/printf "%%s" "$$HOME" "a \\"b\\" \\\\ c" plain',
    );
  });

  const timers = [
    { schedule: "minutely", lines: ["OnCalendar=minutely", "AccuracySec=1s", "Persistent=false"] },
    {
      schedule: "hourly",
      lines: ["OnCalendar=hourly", "AccuracySec=1s", "RandomizedDelaySec=600", "FixedRandomDelay=true", "Persistent=false"],
    },
    {
      schedule: "Mon 04:30",
      lines: ["OnCalendar=Mon 04:30", "AccuracySec=1s", "RandomizedDelaySec=3600", "FixedRandomDelay=true", "Persistent=true"],
    },
  ];
  for (const { schedule, lines } of timers) {
    it(`spreads hosts, and makes up for what was missed, as fits ${schedule}`, async () => {
      const vars = `jobs:\n  tasks:\n    it: { type: command, schedule: "${schedule}", run: [/bin/true] }\n`;
      const timer = textIn(await declaredJobs(vars, "eu"), "systemdUnit:geosteer-job-it.timer");
      expect(
        timer
          .match(/^\[Timer\]\n((?:.+\n)+)/m)?.[1]
          ?.trim()
          .split("\n"),
      ).to.deep.equal(lines);
    });
  }

  for (const { text, pace } of calendarEvents) {
    it(`takes "${text}" as a calendar event`, () => {
      expect(Schedule.safeParse(text).success).to.equal(true);
      expect(paceOf(text)).to.equal(pace);
    });
  }
  for (const text of noCalendarEvents) {
    it(`refuses "${text}" as a calendar event`, () => {
      expect(Schedule.safeParse(text).success).to.equal(false);
    });
  }

  it("builds Caddy on its holder alone, which signs by its Ed25519 key", async () => {
    const holder = await declaredJobs(`jobs:\n  tasks:\n${build}`, "in");
    const unit = textIn(holder, "systemdUnit:geosteer-job-caddy.service");
    expect(unit).to.include("ExecStart=/usr/local/lib/geosteer-jobs/caddy-build make\n");
    expect(unit).to.include('Environment="MODULES=github.com/caddy-dns/rfc2136@v1.0.0"\n');
    expect(unit).to.include('Environment="SIGNING_KEY=/etc/ssh/ssh_host_ed25519_key"\n');
    expect(textIn(holder, "systemdUnit:geosteer-job-caddy-offer.socket")).to.include("ListenStream=8094\n");
  });

  it("lets the others look for the build at the holder, and know its keys", async () => {
    const taker = await declaredJobs(`jobs:\n  tasks:\n${build}`, "eu");
    const unit = textIn(taker, "systemdUnit:geosteer-job-caddy.service");
    expect(unit).to.include("ExecStart=/usr/local/lib/geosteer-jobs/caddy-build take\n");
    expect(unit).to.include('Environment="URL=http://[2001:db8::3]:8094"\n');
    expect(textIn(taker, "systemdUnit:geosteer-job-caddy.timer")).to.include("OnCalendar=hourly\n");
    expect(textIn(taker, "file:/var/lib/geosteer-jobs/caddy/signers")).to.match(
      /^in namespaces="geosteer-caddy" ssh-ed25519 \S+\nin namespaces="geosteer-caddy" ssh-rsa \S+\n$/,
    );
    const address = `jobs:\n  tasks:\n${build.replace("holder: in", "holder: in, address: 100.64.0.3, hosts: [us]")}`;
    expect((await declaredJobs(address, "eu")).map(({ id }) => id)).to.deep.equal(["directory:/usr/local/lib/geosteer-jobs"]);
    const unlisted = await declaredJobs(address, "in");
    expect(textIn(unlisted, "systemdUnit:geosteer-job-caddy-offer.socket")).to.include("ListenStream=100.64.0.3:8094\n");
    expect(textIn(unlisted, "systemdUnit:geosteer-job-caddy.service")).to.include('Environment="ROLLS_OUT="\n');
  });

  const mistakes: readonly { readonly title: string; readonly tasks: string; readonly says: readonly string[] }[] = [];
  for (const { title, tasks, says } of mistakes) {
    it(`tells all mistakes with their places: ${title}`, async () => {
      expect(await mistakesInJobs(`jobs:\n  tasks:\n${tasks}`)).to.deep.equal(says);
    });
  }
});
