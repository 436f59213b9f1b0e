import { expect } from "chai";
import { interrupts } from "../../src/cli/interrupts.ts";
import { surroundings } from "./infra.ts";

describe("interrupts", () => {
  it("stops at the first Ctrl-C, cuts at the second, and gives the signal back", () => {
    const listeners = new Set<() => void>();
    const messages: string[] = [];
    const onInterrupt = (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const { stop, cut, end } = interrupts({ ...surroundings("/"), onInterrupt }, (event) => {
      if (event.type === "notice") messages.push(event.message);
    });
    const press = (): void => {
      for (const listener of listeners) listener();
    };
    expect([stop.aborted, cut.aborted]).to.deep.equal([false, false]);
    press();
    expect([stop.aborted, cut.aborted]).to.deep.equal([true, false]);
    press();
    expect([stop.aborted, cut.aborted]).to.deep.equal([true, true]);
    expect(messages.map((message) => message.split(/[: ]/, 1)[0])).to.deep.equal(["Stopping", "Cutting"]);
    end();
    expect(listeners.size).to.equal(0);
  });
});
