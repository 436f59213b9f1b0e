import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { z } from "zod";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { command } from "../../src/resources/command.ts";
import { askWith } from "../support/fake-ask.ts";
import { convergeOn, applyOn, type LocalHost, localHost } from "../support/local-host.ts";

type Want = Omit<z.input<typeof command.props>, "name">;

const RUN: Want = { run: ["docker", "network", "create", "web apps"], creates: "/x" };

describe("command", () => {
  it("does nothing when its work is done", async () => {
    expect(await command({ name: "web", ...RUN }).plan(askWith({ "command-probe": () => true }))).to.deep.equal([]);
  });

  it("runs otherwise, also where nothing could be asked", async () => {
    for (const answer of [false, missing]) {
      const [change] = await command({ name: "web", ...RUN, timeoutMs: 5000 }).plan(askWith({ "command-probe": () => answer }));
      expect(change).to.deep.include({
        title: "run web",
        diff: { note: "docker network create 'web apps'" },
        timeoutMs: 5000,
        resource: "command:web",
      });
    }
  });

  const probes: { want: Want; probe: unknown }[] = [
    { want: RUN, probe: { creates: "/x" } },
    { want: { shell: "x", unless: "a | b" }, probe: { unless: ["sh", "-c", "a | b"], user: undefined, cwd: "/", environment: {} } },
    {
      want: { run: ["x"], unless: ["a", "b"], user: "ann", cwd: "/srv", environment: { A: "1" } },
      probe: { unless: ["a", "b"], user: "ann", cwd: "/srv", environment: { A: "1" } },
    },
  ];
  for (const { want, probe } of probes) {
    it(`asks ${JSON.stringify(probe)}`, async () => {
      const asked: unknown[] = [];
      await command({ name: "web", ...want }).plan(askWith({ "command-probe": (arg) => asked.push(arg) > 0 }));
      expect(asked).to.deep.equal([probe]);
    });
  }

  const refused: { title: string; want: Want; words: string }[] = [
    { title: "neither creates nor unless", want: { run: ["x"] }, words: "says whether the command has run already" },
    {
      title: "both creates and unless",
      want: { run: ["x"], creates: "/x", unless: ["y"] },
      words: "says whether the command has run already",
    },
    { title: "nothing to run", want: { creates: "/x" }, words: "must be given, or `shell`" },
    { title: "both run and shell", want: { run: ["x"], shell: "x", creates: "/x" }, words: "must be given, or `shell`" },
    { title: "no program", want: { run: [], creates: "/x" }, words: "must begin with a program" },
    { title: "an empty program", want: { run: [""], creates: "/x" }, words: "must begin with a program" },
    { title: "a program that env(1) would take for a variable", want: { run: ["a=b"], creates: "/x" }, words: "must begin with a program" },
    { title: "a NUL", want: { run: ["a", "\0"], creates: "/x" }, words: "must not hold a NUL" },
    { title: "a path that is not absolute", want: { ...RUN, creates: "x" }, words: "must be an absolute path" },
    { title: "a folder that is not absolute", want: { ...RUN, cwd: "~" }, words: "must be an absolute path" },
    { title: "a variable's name that is none", want: { ...RUN, environment: { "a b": "1" } }, words: "must be a variable's name" },
    { title: "an account's name that is none", want: { ...RUN, user: "-x" }, words: "must begin with a letter" },
  ];
  for (const { title, want, words } of refused) {
    it(`refuses ${title}`, () => {
      expect(() => command({ name: "web", ...want })).to.throw(Failures, words);
    });
  }
});

describe("command, on this machine", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => {
    host.remove();
  });

  it("runs once, with its words as they are, in its folder", async () => {
    const made = join(host.folder, "it's made");
    const once = command({ name: "make", run: ["cp", "/dev/null", "it's made"], creates: made, cwd: host.folder });
    expect(await convergeOn(host, once)).to.deep.equal({ done: [{ title: "run make", status: 0, output: "" }], left: [] });
    expect(existsSync(made)).to.equal(true);
    expect((await convergeOn(host, once)).done).to.deep.equal([]);
  });

  it("asks again right before it runs: something else may have done its work", async () => {
    const append = command({
      name: "append",
      shell: 'echo "$WORD" >>log',
      unless: "[ -s log ]",
      cwd: host.folder,
      environment: { WORD: "a b" },
    });
    const changes = await append.plan(askWith({ "command-probe": () => false }));
    expect([...applyOn(host, changes), ...applyOn(host, changes)].map(({ status }) => status)).to.deep.equal([0, 0]);
    expect(readFileSync(join(host.folder, "log"), "utf8")).to.equal("a b\n");
  });

  it("fails as its program does, in the program's words", async () => {
    const { done, left } = await convergeOn(host, command({ name: "fail", shell: "echo no room; exit 7", unless: ["false"] }));
    expect(done).to.deep.equal([{ title: "run fail", status: 7, output: "no room\n" }]);
    expect(left).to.have.length(1);
  });
});
