import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { handshakeGate } from "../../src/transport/handshake-gate.ts";

describe("the handshake gate", () => {
  it("lets so many in for a key, the others in order, whether those before succeed or fail", async () => {
    const gate = handshakeGate(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const results = Array.from({ length: 5 }, async (_, index) =>
      gate("a", async () => {
        begun.push(index);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (index === 0) throw new Error("refused");
      }),
    );
    const settled = Promise.allSettled(results);
    expect(begun).to.deep.equal([0, 1]);
    for (let ended = 0; ended < 5; ended++) {
      ends[ended]?.();
      await turn();
      expect(begun).to.have.length(Math.min(5, ended + 3));
    }
    expect(begun).to.deep.equal([0, 1, 2, 3, 4]);
    expect((await settled).map(({ status }) => status === "fulfilled")).to.deep.equal([false, true, true, true, true]);
  });

  it("counts each key by itself", async () => {
    const gate = handshakeGate(1);
    const begun: string[] = [];
    for (const key of ["a", "b", "a"]) {
      void gate(key, async () => {
        begun.push(key);
        await new Promise(() => undefined);
      });
    }
    await turn();
    expect(begun).to.deep.equal(["a", "b"]);
  });

  it("lets go of a waiting task whose signal fires, and of no other", async () => {
    const gate = handshakeGate(1);
    const abort = new AbortController();
    let end = (): void => undefined;
    const first = gate("a", async () => new Promise<void>((resolve) => (end = resolve)));
    const given = Promise.allSettled([gate("a", async () => Promise.resolve("never"), abort.signal)]);
    const last = gate("a", async () => Promise.resolve("last"), new AbortController().signal);
    abort.abort();
    expect((await given)[0].status).to.equal("rejected");
    end();
    await first;
    expect(await last).to.equal("last");
    expect(await gate("a", async () => Promise.resolve("free"))).to.equal("free");
  });

  it("does not take in a task whose signal has fired", async () => {
    const gate = handshakeGate(1);
    void gate("a", async () => new Promise(() => undefined));
    const [result] = await Promise.allSettled([gate("a", async () => Promise.resolve(), AbortSignal.abort())]);
    expect(result.status).to.equal("rejected");
  });
});
