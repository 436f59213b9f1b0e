import { expect } from "chai";
import { pause, within } from "../../src/engine/wait.ts";

describe("waiting", () => {
  async function took(work: Promise<unknown>): Promise<number> {
    const begun = performance.now();
    await work;
    return performance.now() - begun;
  }

  it("pauses for a time, or until a signal that may have been given before", async () => {
    const signal = new AbortController();
    expect(await took(pause(30, signal.signal))).to.be.greaterThan(20);
    setTimeout(() => signal.abort(), 10);
    expect(await took(pause(60_000, signal.signal))).to.be.lessThan(5000);
    expect(await took(pause(60_000, signal.signal))).to.be.lessThan(5000);
  });

  it("waits for the first of several, also one that fails", async () => {
    const never = new Promise(() => undefined);
    expect(await took(within(30, never))).to.be.greaterThan(20);
    expect(await took(within(60_000, never, Promise.reject(new Error("no"))))).to.be.lessThan(5000);
  });
});
