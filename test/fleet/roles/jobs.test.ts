import { expect } from "chai";
import { role, systemdUnit, z } from "geosteer";
import { docker } from "../../../roles/docker/role.ts";
import { jobs } from "../../../roles/jobs/role.ts";
import { calendarEvents, noCalendarEvents } from "../../support/calendar-events.ts";
import { type JobsFleet, jobsFleet } from "../../support/jobs-fleet.ts";

const names = ["us", "in"] as const;

const vars = `docker: { source: distribution }
jobs:
  tasks:
    tick: { type: command, schedule: "*-*-* *:*:0/3", run: [/usr/bin/printf, '%s|%s|', $HOME, 'a "b" \\ c'] }
    frontends: { type: restart, schedule: yearly, services: [one/web, two], containers: [named], units: [cron] }
    tidy: { type: prune, schedule: yearly, until: 0s, all_images: true, what: [containers, images, networks, volumes] }
    broken: { type: command, schedule: yearly, user: nobody, run: [/bin/sh, -c, "echo the disk is full; exit 3"] }
    slow: { type: command, schedule: yearly, timeout: 1, run: [/bin/sleep, "60"] }
    writer: { type: command, schedule: yearly, writable_paths: [/srv/written], run: [/bin/sh, -c, "echo 1 >/srv/written/it; echo 1 >/srv/it"] }
    elsewhere: { type: command, schedule: yearly, only: [eu], run: [/bin/true] }
`;

/** Containers of one program that need no registry, and end at once. */
const CONTAINERS = `apt-get -qy install busybox-static cron >/dev/null && cd "$(mktemp -d)" && mkdir bin && cp /bin/busybox bin/ &&
tar -c bin | docker import - example/busybox >/dev/null
run() { name=$1; shift; docker run -d --name "$name" --stop-signal KILL "$@" example/busybox /bin/busybox sleep 6000 >/dev/null; }
run one-web --label com.docker.compose.project=one --label com.docker.compose.service=web
run one-db --label com.docker.compose.project=one --label com.docker.compose.service=db
run two --label com.docker.compose.project=two --label com.docker.compose.service=app
run named
run other`;

const STARTED = `for name in one-web one-db two named other; do docker inspect "$name" --format '{{.Name}} {{.State.StartedAt}}'; done
echo "cron $(systemctl show -P MainPID cron)"`;

/** Things that nothing uses, each once with the label and once without. */
const UNUSED = `for label in geosteer.keep other.label; do
  docker create --name "container-$label" --label "$label" example/busybox /bin/busybox true
  docker network create --label "$label" "network-$label"
  docker volume create --label "$label" "volume-$label"
  printf 'FROM scratch\\nLABEL %s=1\\n' "$label" | DOCKER_BUILDKIT=0 docker build -q -t "image-$label" -
done >/dev/null 2>&1
# An age of 0 s is counted in whole seconds.
sleep 1.1`;

const LEFT = `docker ps -a --format '{{.Names}}' --filter name=container-
docker network ls --format '{{.Name}}' --filter name=network-
docker images --format '{{.Repository}}' 'image-*'`;

/** systemd lets go of units to which nothing leads any more, and of how they ended. */
const FORGET = `systemctl disable -q --now geosteer-job-broken.timer geosteer-job-tidy.timer
systemctl reset-failed geosteer-job-broken; systemctl daemon-reload
systemctl enable -q --now geosteer-job-broken.timer geosteer-job-tidy.timer`;

describe("role jobs", function () {
  this.timeout(300_000);
  let made: JobsFleet;
  before(async function () {
    this.timeout(900_000);
    made = await jobsFleet("lab", {
      "group_vars/all.yml": vars,
      "host_vars/in.yml": "docker: { source: distribution, compose_suite: trixie }\n",
    });
    for (const name of names) made.fleet.sh(name, "mkdir -p /srv/written");
    await made.applied(names, [docker, jobs]);
    for (const name of names) made.fleet.sh(name, CONTAINERS);
  });
  after(() => {
    made.remove();
  });

  const start = (name: string, job: string): string =>
    made.fleet
      .sh(name, `systemctl start geosteer-job-${job} 2>&1 || true; systemctl show -P Result geosteer-job-${job}`)
      .trim()
      .split("\n")
      .at(-1) ?? "";

  it("changes nothing the second time", async () => {
    const hosts = await made.applied(names, [docker, jobs]);
    for (const name of names) expect(hosts[name]).to.include({ changed: 0, exchanges: 1 });
  });

  for (const name of names) {
    it(`restarts on ${name} what is named and nothing else`, () => {
      const before = made.fleet.sh(name, STARTED).trim().split("\n");
      expect(start(name, "frontends")).to.equal("success");
      const after = made.fleet.sh(name, STARTED).trim().split("\n");
      const restarted = after.filter((line) => !before.includes(line)).map((line) => line.split(" ")[0]);
      expect(restarted).to.deep.equal(["/one-web", "/two", "/named", "cron"]);
    });

    it(`restarts on ${name} the others too where one is not there, and fails`, () => {
      made.fleet.sh(name, "docker rm -f one-web");
      const before = made.fleet.sh(name, "docker inspect named --format '{{.State.StartedAt}}'");
      expect(start(name, "frontends")).to.equal("exit-code");
      expect(made.fleet.sh(name, "docker inspect named --format '{{.State.StartedAt}}'")).not.to.equal(before);
      expect(made.fleet.sh(name, "journalctl -q -o cat -n 20 -u geosteer-job-frontends")).to.include("nothing runs of one\n");
    });

    it(`prunes on ${name} what nothing uses, but for what is labelled`, () => {
      made.fleet.sh(name, UNUSED);
      expect(made.fleet.sh(name, LEFT).trim().split("\n")).to.have.length(6);
      expect(start(name, "tidy"), made.fleet.sh(name, "journalctl -q -o cat -n 20 -u geosteer-job-tidy")).to.equal("success");
      expect(made.fleet.sh(name, LEFT)).to.equal("container-geosteer.keep\nnetwork-geosteer.keep\nimage-geosteer.keep\n");
      expect(made.fleet.sh(name, "docker volume ls -q")).to.include("volume-geosteer.keep\n");
      expect(made.fleet.sh(name, "docker ps -q --filter name=other")).not.to.equal("");
    });

    it(`lets a command on ${name} write where it may, and nowhere else`, () => {
      expect(start(name, "writer")).to.equal("exit-code");
      expect(made.fleet.sh(name, "ls /srv /srv/written")).to.equal("/srv:\nwritten\n\n/srv/written:\nit\n");
    });

    it(`gives a command on ${name} its words as they are`, () => {
      expect(made.fleet.sh(name, "journalctl -q -o cat -n 4 -u geosteer-job-tick SYSLOG_IDENTIFIER=printf")).to.include(
        '$HOME|a "b" \\ c|',
      );
    });

    it(`takes as schedules on ${name} what systemd takes`, () => {
      const judged = (text: string): string =>
        made.fleet.sh(name, `systemd-analyze calendar '${text}' >/dev/null 2>&1 && echo taken || echo refused`).trim();
      expect(calendarEvents.filter(({ text }) => judged(text) !== "taken")).to.deep.equal([]);
      expect(noCalendarEvents.filter((text) => !text.includes("\n") && judged(text) !== "refused")).to.deep.equal([]);
    });
  }

  it("shows every job with its last result, and fails for those that failed", async () => {
    for (const name of names) for (const job of ["broken", "slow"]) start(name, job);
    const { status, stdout } = await made.infra("jobs", "all", "--json");
    expect(status).to.equal(1);
    const told = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .filter(({ type }) => type === "job");
    for (const name of names) {
      const words = told
        .filter(({ host }) => host === name)
        // What runs every three seconds may be running right now.
        .map(({ job, outcome, reason }) => `${String(job)} ${String(outcome).replace("running", "ok")} ${String(reason)}`);
      expect(words).to.deep.equal([
        "broken failed exit status 3",
        "frontends failed exit status 1",
        "slow failed it took too long",
        "tick ok ",
        "tidy ok ",
        "writer failed exit status 2",
      ]);
    }
  });

  it("shows a job's log, and knows when none has it", async () => {
    const { status, stdout } = await made.infra("jobs", "us", "broken");
    expect(status).to.equal(1);
    expect(stdout).to.match(
      /^host {2}job {5}next run .*\nus {4}broken {2}\d{4}-\S+Z, in \d+ (?:d|h) +\S+Z +\d+ s +\d+ s {2}failed: exit status 3\n\nus: broken\n/,
    );
    expect(stdout).to.match(/^ {2}.* sh\[\d+\]: the disk is full$/m);
    const well = await made.infra("jobs", "in", "tick.timer");
    expect(well.status, well.stderr).to.equal(0);
    const none = await made.infra("jobs", "all", "brokn");
    expect(none).to.include({ status: 64, stdout: "" });
    expect(none.stderr).to.include('Did you mean "broken"?');
  });

  it("asks the journal where systemd no longer knows, as after a start of the host", async () => {
    for (const job of ["broken", "tidy"]) start("us", job);
    made.fleet.sh("us", FORGET);
    const known = "systemctl show -P InactiveEnterTimestamp geosteer-job-broken geosteer-job-tidy";
    expect(made.fleet.sh("us", known).trim()).to.equal("");
    const { stdout } = await made.infra("jobs", "us", "broken", "tidy");
    expect(stdout).to.match(/^us {4}broken .*Z +\d+ (?:s|min) +- {2}failed: exit-code\nus {4}tidy .*Z +\d+ (?:s|min) +- {2}ok\n/m);
  });

  it("shows timers of other roles, and that one does not run", async () => {
    const other = role({
      name: "other",
      description: "A timer of another role, and one of a package's that is changed",
      vars: z.unknown(),
      resources: () => [
        systemdUnit({ name: "renewal.timer", content: "[Timer]\nOnCalendar=yearly\n" }),
        systemdUnit({ name: "renewal.service", content: "[Service]\nType=oneshot\nExecStart=/bin/true\n" }),
        systemdUnit({ name: "apt-daily.timer", dropIn: "often", content: "[Timer]\nOnCalendar=hourly\n" }),
      ],
    });
    await made.applied(["in"], [docker, other, jobs]);
    const { stdout } = await made.infra("jobs", "in");
    expect(stdout).to.match(/^in {4}renewal +none: its timer does not run +- +- +- {2}never$/m);
    expect(stdout).to.match(/^in {4}apt-daily /m);
  });

  it("leaves a host with --prune when its task is gone", async () => {
    made.own.write({ "group_vars/all.yml": vars.replace(/ {4}tick: .*\n/, "") });
    expect((await made.applied(["us"], [docker, jobs], { prune: { users: false, force: false } }))["us"]).to.include({ failed: 0 });
    expect(
      made.fleet.sh("us", "ls /etc/systemd/system/geosteer-job-tick.* 2>/dev/null; systemctl is-active geosteer-job-tick.timer || true"),
    ).to.equal("inactive\n");
  });
});
