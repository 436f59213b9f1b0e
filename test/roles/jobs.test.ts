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
      expect(/^\[Timer\]\n((?:.+\n)+)/m.exec(timer)?.[1]?.trim().split("\n")).to.deep.equal(lines);
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

  const mistakes: readonly { readonly title: string; readonly tasks: string; readonly says: readonly string[] }[] = [
    {
      title: "what a schema sees",
      tasks: `    a: { type: restart, schedule: hourli }
    b: { type: prune, schedule: daily, until: 2 days, what: [image] }
    c: { type: command, schedule: daily, run: [date], user: "0 0" }
    d: { type: caddy-build, schedule: weekly, holder: in, signers: [hello] }
    E: { type: reboot, schedule: daily }
`,
      says: [
        '3:25 a.schedule: must be hourly, daily, weekly, monthly, yearly, or a calendar event of systemd.time(7): "04:30", "Mon..Fri 04:30", "*-*-01 04:00 UTC", "*:0/15"; got "hourli"',
        "3:5 a.services: must name something, or `containers` or `units`; got nothing",
        '4:62 b.what.0: expected one of "containers", "images", "networks", "volumes"; got "image"',
        '4:40 b.until: must be a duration of Go\'s: 24h, 1h30m; got "2 days"',
        '5:42 c.run: must begin with a program\'s absolute path; got ["date"]',
        '5:55 c.user: must be an account\'s name; got "0 0"',
        '6:69 d.signers.0: must be a public SSH host key; got "hello"',
        '7:5 E: must be a name of small letters, digits and -; got "E"',
      ],
    },
    {
      title: "unknown hosts, and a holder that would not build, or that nobody would know",
      tasks: `    a: { type: prune, schedule: daily, only: [ew, web, mars] }
    b: { type: caddy-build, schedule: weekly, holder: inn, hosts: [usa] }
    c: { type: caddy-build, schedule: weekly, holder: us, only: [eu], binary: /opt/caddy }
`,
      says: [
        '3:47 a.only.0: there is no host or group "ew" (Did you mean "eu"? known: eu, all, web, us, in, ungrouped)',
        '3:56 a.only.2: there is no host or group "mars" (known: eu, all, web, us, in, ungrouped)',
        '4:68 b.hosts.0: there is no host or group "usa" (Did you mean "us"? known: eu, all, web, us, in, ungrouped)',
        '4:47 b.holder: there is no host "inn" (Did you mean "in"? known: eu, us, in)',
        "5:47 c.holder: us is left out by `only`: nobody would build",
        "5:47 c.holder: us has no host_key: others could not tell whose a build is (Give us its `host_key` in the inventory, or the task `signers`)",
      ],
    },
    {
      title: "builds that are in each other's way, on a host that takes both",
      tasks: `    a: { type: caddy-build, schedule: weekly, holder: in, only: [in, eu] }
    b: { type: caddy-build, schedule: weekly, holder: in, only: [in, us], hosts: [us], port: 8095 }
    c: { type: caddy-build, schedule: weekly, holder: in }
`,
      says: ["5:5 c.binary: job a replaces /usr/bin/caddy already", "5:5 c.port: job a has port 8094 of in already"],
    },
  ];
  for (const { title, tasks, says } of mistakes) {
    it(`tells all mistakes with their places: ${title}`, async () => {
      expect((await mistakesInJobs(`jobs:\n  tasks:\n${tasks}`)).map(shortened)).to.deep.equal(says);
    });
  }
});

/** Without the file, and the words that all have. */
function shortened(text: string): string {
  return text
    .replace("group_vars/all.yml:", "")
    .replace(" (on eu)", "")
    .replace(/Cannot (?:read the variables of role jobs|plan the job \w+): jobs\.tasks\./, "");
}
