import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../../roles/docker/role.ts";
import { Secret } from "../../src/model/secret.ts";
import { type Controller, type Ended, infra, startInfra } from "../support/controller.ts";
import { type Fleet, fleetEnd, fleetUp } from "../support/fleet.ts";
import { roleOn } from "../support/role-on.ts";
import { settle } from "../support/settle.ts";
import { makeWebImages } from "../support/web-images.ts";

const PASSWORD = `5 it's "$(id)" ünï`;
/** What is shown in place of it. */
const MARK = new Secret(["ansible_become_password"], PASSWORD).toString();
const ACCOUNT = "t-logs";
const ESC = "\u001b";

/**
 * Says lines on both outputs, a title for the terminal and a colour among them, and the password of the account's sudo. Outputs go through pipes of
 * their own: the pauses keep them in order.
 */
const talk = `i=0; while [ $$i -lt 120 ]; do i=$$((i+1)); echo line $$i; done
sleep 1; echo oops >&2; sleep 1; printf '\\033]0;title\\007\\033[31mred\\033[0m\\n'; cat /said; exec sleep 600`;

const shop = {
  services: {
    web: { image: "example.org/web:1", command: ["/bin/sh", "-c", talk], volumes: ["/root/said:/said:ro"], logging: { driver: "local" } },
    ill: { image: "example.org/web:bad", healthcheck: { test: ["CMD", "/bin/cat", "/none"], interval: "1s", retries: 1 } },
    job: { image: "example.org/web:crash" },
    screen: { image: "example.org/web:1", tty: true, command: ["/bin/sh", "-c", `echo '{"a":1}'; exec sleep 600`] },
  },
};
const other = { services: { web: { image: "example.org/web:1" } } };

describe("infra stacks and infra logs", () => {
  after(async () => {
    await fleetEnd("logs");
  });

  let fleet: Fleet;
  let folder: string;
  before(async function () {
    this.timeout(300_000);
    fleet = await fleetUp("logs");
    folder = mkdtempSync(join(tmpdir(), "infra-logs-"));
    const engine = async (name: string, vars: Readonly<Record<string, string>>): Promise<unknown> =>
      await settle(fleet.host(name), ...roleOn(docker, fleet.host(name), { source: "distribution", ...vars }));
    await Promise.all([engine("us", {}), engine("in", { compose_suite: "trixie" })]);
    for (const name of ["us", "in"]) {
      makeWebImages(fleet, name);
      fleet.sh(name, `printf '%s\\n' '${PASSWORD.replaceAll("'", `'\\''`)}' >/root/said`);
      for (const [stack, file] of Object.entries({ shop, other })) {
        const yaml = JSON.stringify(file).replaceAll("'", `'\\''`);
        fleet.sh(name, `mkdir -p /opt/t-${stack} && printf '%s' '${yaml}' >/opt/t-${stack}/c.yml`);
        fleet.sh(name, `docker compose -p ${stack} -f /opt/t-${stack}/c.yml up -d 2>&1`);
      }
    }
    for (const name of ["us", "in"]) fleet.sh(name, "until docker logs shop-web-1 2>&1 | grep -q it; do sleep 0.2; done");
    makeAccount("in");
    writeFileSync(join(folder, "more.yml"), JSON.stringify(more()));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function makeAccount(name: string): void {
    fleet.sh(name, `useradd -m -s /bin/bash ${ACCOUNT}; install -d -o ${ACCOUNT} -m 700 /home/${ACCOUNT}/.ssh`);
    fleet.sh(name, `install -o ${ACCOUNT} -m 600 /root/.ssh/authorized_keys /home/${ACCOUNT}/.ssh/`);
    fleet.sh(name, `echo '${ACCOUNT} ALL=(ALL:ALL) ALL' >/etc/sudoers.d/${ACCOUNT}; chmod 0440 /etc/sudoers.d/${ACCOUNT}`);
    fleet.sh(name, `printf '%s' '${ACCOUNT}:${PASSWORD.replaceAll("'", `'\\''`)}' | chpasswd`);
  }

  /** `in` by the account, and `us` once more, by way of its container. */
  function more(): unknown {
    const login = { ansible_user: ACCOUNT, ansible_become: true, ansible_become_password: PASSWORD };
    return { all: { hosts: { in: login, boxed: { ansible_connection: "docker", ansible_host: `${fleet.prefix}-us` } } } };
  }

  const args = (command: string, words: readonly string[]): readonly string[] => [
    command,
    ...["-i", fleet.inventoryFile, "-i", join(folder, "more.yml")],
    ...words,
  ];
  const run = async (command: string, ...words: readonly string[]): Promise<Ended> => await infra(args(command, words));

  /** What must be as it was: who listens, who is in the group, and no way to the engine is left open. */
  const traces = (name: string): string =>
    fleet.sh(name, "ss -ltnH | awk '{ print $4 }' | sort; getent group docker; pgrep -fc '[d]ial-stdio' || true");

  function untilHungUp(name: string): void {
    fleet.sh(name, "for try in 1 2 3 4 5 6 7 8 9 10; do pgrep -f '[d]ial-stdio' >/dev/null || break; sleep 0.3; done");
  }

  it("shows ill and stopped services, stacks of the same services, and a host without Docker", async () => {
    const ill = "docker inspect -f '{{.State.Health.Status}}' shop-ill-1";
    for (const name of ["us", "in"]) fleet.sh(name, `until [ "$(${ill})" = unhealthy ]; do sleep 0.2; done`);
    const ended = await run("stacks", "eu,us,in");
    expect(ended).to.include({ status: 0, stderr: "" });
    const [head, ...rows] = ended.stdout
      .trim()
      .split("\n")
      .map((line) => line.replace(/ {2,}/g, "|").replace(/\|\d+ (s|min)$/, "|ago"));
    expect(head).to.equal("host|stack|service|state|image|since");
    const stacks = (host: string): readonly string[] => [
      `${host}|other|web|running|example.org/web:1|ago`,
      `${host}|shop|ill|unhealthy|example.org/web:bad|ago`,
      `${host}|shop|job|exited (3)|example.org/web:crash|ago`,
      `${host}|shop|screen|running|example.org/web:1|ago`,
      `${host}|shop|web|running|example.org/web:1|ago`,
    ];
    expect(rows).to.deep.equal([...stacks("us"), ...stacks("in"), "eu: no Docker"]);
  });

  for (const host of ["us", "in", "boxed"]) {
    it(`prints the last lines of a service on ${host}, each on its own output, without secrets`, async () => {
      const before = ["us", "in"].map(traces);
      const ended = await run("logs", host, "shop/web");
      expect(ended.stderr).to.equal("oops\n");
      expect(ended.status).to.equal(0);
      const lines = ended.stdout.split("\n");
      expect(lines).to.have.length(100);
      expect(lines.slice(95, 97)).to.deep.equal(["line 119", "line 120"]);
      expect(lines[97]).to.equal(`${ESC}]0;title\u0007${ESC}[31mred${ESC}[0m`);
      if (host === "in") expect(lines[98]).to.equal(MARK);
      expect(["us", "in"].map(traces)).to.deep.equal(before);
      expect(fleet.sh("in", `id -nG ${ACCOUNT}`)).to.equal(`${ACCOUNT}\n`);
    });

    it(`follows what is said from now on, until it is ended, on ${host}`, async () => {
      const real = host === "boxed" ? "us" : host;
      const before = traces(real);
      const last = host === "boxed" ? "newer" : '{"a":1}';
      const following = startInfra(args("logs", [host, "shop-screen-1", "-f", "--tail", "1"]));
      expect(await heard(following, last)).to.equal(`${last}\r\n`);
      for (const word of ["new", "newer"]) {
        fleet.sh(real, `docker exec shop-screen-1 /bin/sh -c 'echo ${word} >/proc/1/fd/1'`);
        await heard(following, word);
      }
      following.process.kill("SIGINT");
      expect(await following.ended).to.include({ status: 130, stdout: `${last}\r\nnew\r\nnewer\r\n`, stderr: "" });
      untilHungUp(real);
      expect(traces(real)).to.equal(before);
    });

    it(`leaves nothing on ${host} when it is killed`, async () => {
      const real = host === "boxed" ? "us" : host;
      const before = traces(real);
      const following = startInfra(args("logs", [host, "shop-screen-1", "-f", "--tail", "1"]));
      await heard(following, "\n");
      following.process.kill("SIGKILL");
      await following.ended;
      untilHungUp(real);
      expect(traces(real)).to.equal(before);
    });
  }

  it("takes words of how much, and gives lines as JSON", async () => {
    const ended = await run("logs", "us", "job", "--tail", "1", "--timestamps", "--since", "1d", "--json");
    expect(ended).to.include({ status: 0, stderr: "" });
    const lines = ended.stdout
      .trim()
      .split("\n")
      .map((one) => JSON.parse(one) as Record<string, string>);
    const [line = {}, ...more] = lines.filter(({ type }) => type === "log");
    expect(more).to.deep.equal([]);
    expect(line).to.include({ type: "log", host: "us", stack: "shop", container: "shop-job-1", stream: "stdout" });
    expect(line["text"]).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z no such option$/);
    expect(await run("logs", "us", "job", "--since", "2020-01-01", "--tail", "all")).to.include({ stdout: "no such option\n" });
  });

  it("refuses a name of two stacks with both, one that is not there with all, and a host without Docker", async () => {
    const two = await run("logs", "in", "web");
    expect(two.status).to.equal(1);
    expect(two.stderr).to.include("in has 2 of that name").and.to.include("other/web, shop/web");
    const none = await run("logs", "us", "jop");
    expect(none.status).to.equal(1);
    expect(none.stderr).to.include('did you mean "job"?').and.to.include("other/web, shop/ill, shop/job, shop/screen, shop/web");
    expect((await run("logs", "eu", "web")).stderr).to.include("Cannot ask Docker on eu: it is not installed there");
    expect(await run("logs", "us,in", "web")).to.include({ status: 64 });
  });
});

/** Waits until a controller has printed a word; what it printed on standard output up to then. */
async function heard({ process: child, ended }: Controller, word: string): Promise<string> {
  let text = "";
  const printed = new Promise<void>((resolve) => {
    child.stdout?.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes(word)) resolve();
    });
  });
  await Promise.race([printed, ended.then(({ stderr }) => Promise.reject(new Error(`it ended: ${stderr}`)))]);
  return text;
}
