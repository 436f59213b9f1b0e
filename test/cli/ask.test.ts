import { PassThrough } from "node:stream";
import { expect } from "chai";
import { askConsent, askPassword, canAsk } from "../../src/cli/ask.ts";
import type { Surroundings } from "../../src/cli/surroundings.ts";
import { recorder, surroundings } from "./infra.ts";

/** Surroundings with a person who types at a terminal. */
function person(typed: string): { readonly at: Surroundings; shown(): string } {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  setTimeout(() => stdin.write(typed), 10);
  const shown = recorder();
  const screen = Object.assign(shown.stream, { isTTY: true });
  return { at: { ...surroundings("/"), stdin, stdout: screen, stderr: screen }, shown: shown.text };
}

describe("askConsent", () => {
  const table: readonly { readonly typed: string; readonly agreed: boolean }[] = [
    { typed: "y\n", agreed: true },
    { typed: "YES\n", agreed: true },
    { typed: " yes \n", agreed: true },
    { typed: "\n", agreed: false },
    { typed: "n\n", agreed: false },
    { typed: "yesterday\n", agreed: false },
    { typed: "\u0003", agreed: false },
    { typed: "\u0004", agreed: false },
  ];
  for (const { typed, agreed } of table) {
    it(`takes ${JSON.stringify(typed)} for ${agreed ? "yes" : "no"}`, async () => {
      const { at, shown } = person(typed);
      expect(await askConsent("Apply? ", at)).to.equal(agreed);
      expect(shown()).to.contain("Apply? ");
    });
  }
});

describe("askPassword", () => {
  it("reads a password and shows nothing of it", async () => {
    const { at, shown } = person("s3cret {{ }} \n");
    expect(await askPassword("Password: ", at)).to.equal("s3cret {{ }} ");
    expect(shown()).to.equal("Password: \n");
  });

  it("has no answer on Ctrl-C, and without a terminal", async () => {
    expect(await askPassword("Password: ", person("\u0003").at)).to.equal(undefined);
    expect(await askPassword("Password: ", surroundings("/"))).to.equal(undefined);
  });
});

describe("canAsk", () => {
  it("needs a terminal at both ends", () => {
    expect(canAsk(person("").at)).to.equal(true);
    expect(canAsk({ ...person("").at, stdout: recorder().stream })).to.equal(false);
    expect(canAsk(surroundings("/"))).to.equal(false);
  });
});
