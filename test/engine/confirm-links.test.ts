import { expect } from "chai";
import { Failure } from "../../src/model/failure.ts";
import { ConfirmHost, cutting, freezing, losing } from "../support/confirm-host.ts";
import { connectionTo, scriptedChannel } from "../support/scripted-channel.ts";
import { text } from "../support/text-kind.ts";

function refused(): Failure {
  return new Failure("UNREACHABLE", "eu", "Cannot reach eu: nothing listens there");
}

describe("a link that is cut while changes wait to be confirmed", () => {
  let eu: ConfirmHost;
  beforeEach(async () => {
    eu = await new ConfirmHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  const there = () => eu.sh("cd /tmp; ls a b c 2>/dev/null || true").split("\n").slice(0, -1).join("");
  const watching = { ...text({ path: "/tmp/b", text: "1" }), watches: { unit: "x.service", ids: ["text:/tmp/a"] } };

  for (const last of [" start 0\n", " ready\n"]) {
    it(`only the old one, silent after «${last.trim()}»: the run goes on over the new one, under the lock`, async () => {
      const transport = freezing(eu.transport, { 0: last });
      const run = await eu.apply([cutting("/tmp/a"), watching], { transport });
      expect(run.failures).to.deep.equal([]);
      expect(run.summary).to.include({ outcome: "changed" });
      expect(run.summary.changed).to.be.oneOf([1, 2]);
      expect([there(), eu.leftovers()]).to.deep.equal(["ab", ""]);
      expect(eu.sh("cat /var/lib/infra/manifest.json | grep -c text:")).to.equal("2\n");
    });
  }

  it("only the new one, before it tells that it has confirmed: the old one tells", async () => {
    const run = await eu.apply([cutting("/tmp/a"), watching], { transport: freezing(eu.transport, { 1: " begin\n" }), confirmPace: 1 });
    expect([run.failures, there(), eu.leftovers()]).to.deep.equal([[], "ab", ""]);
    expect(run.summary).to.include({ changed: 2, exchanges: 4 });
  });

  it("both, the new one when it tells that it has confirmed: the host says so again", async () => {
    const transport = losing(freezing(eu.transport, { 0: " ready\n" }), 1, " confirmed\n");
    const run = await eu.apply([cutting("/tmp/a"), watching], { transport });
    expect([run.failures, there(), eu.leftovers()]).to.deep.equal([[], "ab", ""]);
    expect(run.summary).to.include({ outcome: "changed", failed: 0 });
  });

  it("both, the new one right after it has confirmed: the host says so when it is asked for its undo", async () => {
    const silent = freezing(eu.transport, { 0: " start 0\n" });
    const late = async () => {
      eu.sh("cd /var/lib/infra; until [ -e confirm.n0nce/ready ]; do sleep 0.01; done; mv -T confirm.n0nce confirm.n0nce.kept");
      const channel = scriptedChannel({ says: ["\nn0nce begin\n\nn0nce late\n\nn0nce end\n"], exit: 0 });
      return await Promise.resolve(connectionTo(channel));
    };
    let index = 0;
    const run = await eu.apply([cutting("/tmp/a"), watching], {
      nonce: () => "n0nce",
      transport: async () => {
        index += 1;
        return index === 2 ? { connect: late } : await silent();
      },
    });
    expect([run.failures, there(), eu.leftovers()]).to.deep.equal([[], "ab", ""]);
    expect(run.summary).to.include({ outcome: "changed", failed: 0 });
  });

  it("both of them, and then neither: the host is asked, and says that it has undone", async () => {
    eu.undoAfter(0.5);
    const silent = freezing(eu.transport, { 0: " start 0\n" });
    let index = 0;
    const run = await eu.apply([cutting("/tmp/a")], {
      transport: async () => {
        const transport = await silent();
        index += 1;
        if (index > 1 && there() === "a") throw refused();
        return transport;
      },
    });
    expect(run.failures[0]?.message).to.match(/the host has undone: write \/tmp\/a$/);
    expect([there(), eu.leftovers(), run.summary.exchanges]).to.deep.equal(["", "", 4]);
  });

  it("for good: the run ends, and says that it saw nothing of the undo", async () => {
    eu.undoAfter(0.5);
    const silent = freezing(eu.transport, { 0: " start 0\n" });
    let index = 0;
    const run = await eu.apply([cutting("/tmp/a")], {
      transport: async () => {
        index += 1;
        if (index > 1) throw refused();
        return await silent();
      },
    });
    expect(run.failures.map(({ code }) => code)).to.deep.equal(["CONFIRM_TIMEOUT"]);
    expect(run.failures[0]?.message).to.match(/the host undoes it by itself, but could not be reached to see it done$/);
    expect(run.summary).to.include({ outcome: "failed", changed: 0 });
  });

  it("for good, by a host that makes no sense: the last answer is the cause", async () => {
    eu.undoAfter(0.5);
    const silent = freezing(eu.transport, { 0: " start 0\n" });
    const senseless = async () => {
      const channel = scriptedChannel({ says: ["\nn0nce begin\n\nn0nce unknown\n\nn0nce end\n"], exit: 0 });
      return await Promise.resolve(connectionTo(channel));
    };
    let index = 0;
    const run = await eu.apply([cutting("/tmp/a")], {
      nonce: () => "n0nce",
      transport: async () => {
        index += 1;
        return index === 1 ? await silent() : { connect: senseless };
      },
    });
    expect(run.failures[0]?.cause).to.include({ code: "NOT_ROOT" });
    expect(run.failures[0]?.message).to.match(/could not be reached to see it done$/);
  });
});
