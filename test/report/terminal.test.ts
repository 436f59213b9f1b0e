import { Writable } from "node:stream";
import { expect } from "chai";
import type { Event, HostSummary } from "../../src/model/event.ts";
import type { Reporter } from "../../src/report/reporter.ts";
import { terminal } from "../../src/report/terminal.ts";
import { applied, undeclared, writeMotd } from "./runs.ts";

/** A terminal that remembers what was drawn on it. */
class Screen extends Writable {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;
  drawn = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.drawn += chunk.toString();
    done();
  }
}

/** What stays on the screen when the list is wiped: all that comes behind the last control sequence. */
function left({ drawn }: Screen): string {
  return drawn.slice(drawn.lastIndexOf("\u001B[?25h") + "\u001B[?25h".length);
}

/** Resolves when something was drawn, or when there is nothing to draw. */
async function drawn(screen: Screen): Promise<void> {
  const before = screen.drawn.length;
  for (let tries = 0; tries < 10 && screen.drawn.length === before; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
}

const summary: HostSummary = { resources: 1, changed: 0, failed: 0, left: 0, exchanges: 1, handshakes: 6, ms: 1, outcome: "unchanged" };

describe("terminal", function () {
  this.timeout(10_000);
  const { isTTY } = process.stdout;
  before(() => {
    // listr2 asks the process itself.
    process.stdout.isTTY = true;
  });
  after(() => {
    process.stdout.isTTY = isTTY;
  });

  function open(screen: Screen): Reporter {
    return terminal({ stdout: screen as never, stderr: new Screen() as never, colour: false }, { verbosity: 0 });
  }

  async function show(reporter: Reporter, events: readonly Event[], screen: Screen): Promise<void> {
    for (const event of events) {
      reporter.report(event);
      await drawn(screen);
    }
  }

  it("draws a line a host, and leaves the whole story", async () => {
    const screen = new Screen();
    const reporter = open(screen);
    await show(reporter, applied, screen);
    await reporter.close();
    expect(screen.drawn).to.contain("us  2 to change").and.to.contain("us  1/2 write /etc/motd");
    expect(left(screen))
      .to.match(/^apply all on us, in\nin: Cannot connect/)
      .and.to.match(/outcome\nus .* failed\nin .* unreachable\n$/);
  });

  it("shows a plan before a person is asked, and its changes not again", async () => {
    const screen = new Screen();
    const reporter = open(screen);
    const [start, failure, end, plan, ...changes] = applied;
    await show(
      reporter,
      [start, failure, end, plan].filter((event) => event !== undefined),
      screen,
    );
    await reporter.present(new Map([["us", [writeMotd]]]));
    expect(left(screen)).to.match(/us: 1 change\n {2}write \/etc\/motd .*\n.*\n {6}-old\n {6}\+new\n$/);
    await show(reporter, changes, screen);
    await reporter.close();
    expect(left(screen))
      .to.match(/^us: failed {2}reload ssh\.service/)
      .and.not.to.contain("+new");
  });

  it("counts what is no longer declared, and names it in the story", async () => {
    const screen = new Screen();
    const reporter = open(screen);
    await show(reporter, undeclared, screen);
    await reporter.close();
    expect(screen.drawn).to.contain("eu  2 no longer declared");
    expect(left(screen)).to.contain("  - no longer declared: file:/etc/b\n");
  });

  it("draws one line for many hosts, and tells all that Ctrl-C was heard", async () => {
    const screen = new Screen();
    const reporter = open(screen);
    const hosts = Array.from({ length: 100 }, (_, index) => `host${index}`);
    await show(
      reporter,
      [
        { type: "start", command: "plan", playbook: "all", hosts },
        { type: "host-end", host: "host0", summary },
        { type: "notice", level: "warning", message: "Stopping" },
      ],
      screen,
    );
    await reporter.close();
    expect(screen.drawn).to.contain("100 hosts  1 done, 0 failed").and.not.to.contain("host7 ");
    expect(left(screen)).to.contain("warning: Stopping");
  });
});
