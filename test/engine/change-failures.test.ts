import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import type { Event } from "../../src/model/event.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { declared, text } from "../support/text-kind.ts";

const ways: readonly { title: string; command: string; code: string; output?: RegExp; timeoutMs?: number }[] = [
  { title: "a command that fails", command: "echo broken; exit 3", code: "CHANGE_FAILED", output: /^broken$/ },
  { title: "a checker that refuses", command: "echo line 3 >&2; exit 65", code: "VALIDATION_FAILED", output: /line 3/ },
  { title: "a disk without room", command: "echo 'cat: write error: No space left on device'; exit 1", code: "DISK_FULL" },
  { title: "a package manager that is busy", command: "exit 75", code: "APT_LOCKED" },
  { title: "a command that takes too long", command: "sleep 30", timeoutMs: 1000, code: "CHANGE_TIMEOUT" },
  { title: "a command that somebody kills", command: "kill -9 0", code: "CHANGE_FAILED" },
  { title: "a flood of output", command: "yes | head -c 300000; exit 1", code: "CHANGE_FAILED", output: /\n\[234464 bytes left out\]\n/ },
  {
    title: "output that looks like a record",
    command: "printf '\\n0123 stop 0 0\\n'; exit 9",
    code: "CHANGE_FAILED",
    output: /0123 stop 0 0/,
  },
];

describe("a change that fails, on some of many hosts", () => {
  const late = text({ path: "/tmp/b", text: "2" });
  const hosts = ways.map((_, index) => `host-${String(index)}`);
  const events: Event[] = [];
  let summaries: Awaited<ReturnType<typeof converge>>;
  before(async () => {
    const all = await Promise.all([...hosts, "well"].map((name) => new PrivateHost(name).up()));
    const work = all.map(({ host }, index) => {
      const { command, timeoutMs } = ways[index] ?? {};
      return {
        host,
        declared: command === undefined ? declared(late) : declared(text({ path: "/tmp/a", text: "1", command, timeoutMs }), late),
      };
    });
    summaries = await converge(work, { ...optionsFor(all), report: (event) => events.push(event) });
    for (const host of all) host.down();
  });

  for (const [index, { title, code, output }] of ways.entries()) {
    it(`tells ${title} by its code`, () => {
      const host = hosts[index] ?? "";
      expect(summaries[host]).to.include({ changed: 0, failed: 1, left: 1, outcome: "failed" });
      const [failure] = events.flatMap((event) => (event.type === "failure" && event.host === host ? [event.failure] : []));
      expect(failure).to.include({ code, where: `${host}/text:/tmp/a` });
      if (output !== undefined) expect(failure?.output).to.match(output);
    });
  }

  it("goes on with the others", () => {
    expect(summaries["well"]).to.include({ changed: 1, failed: 0, outcome: "changed" });
  });
});
