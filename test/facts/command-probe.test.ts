import { expect } from "chai";
import { type CommandProbe, commandProbe } from "../../src/facts/command-probe.ts";
import { Failure } from "../../src/model/failure.ts";
import { askLocally, type LocalHost, localHost } from "../support/local-host.ts";

const plain = { cwd: "/", environment: {} };

describe("commandProbe", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => {
    host.remove();
  });

  const cases: { title: string; probe: CommandProbe; isDone: boolean }[] = [
    { title: "a path that is there", probe: { creates: "/proc/self/comm" }, isDone: true },
    { title: "a path that is not", probe: { creates: "/proc/no such'thing\n" }, isDone: false },
    {
      title: "a check that ends with 0, whatever it prints",
      probe: { ...plain, unless: ["sh", "-c", "echo 1; echo 1 >&2"] },
      isDone: true,
    },
    { title: "a check that does not", probe: { ...plain, unless: ["sh", "-c", "exit 3"] }, isDone: false },
    { title: "words as they are", probe: { ...plain, unless: ["test", "$(id) '\n", "=", "$(id) '\n"] }, isDone: true },
    { title: "a folder", probe: { cwd: "/proc/self", environment: {}, unless: ["test", "-e", "comm"] }, isDone: true },
    { title: "a folder that is not there", probe: { cwd: "/nonexistent", environment: {}, unless: ["true"] }, isDone: false },
    { title: "variables", probe: { cwd: "/", environment: { X: "a b=c" }, unless: ["sh", "-c", '[ "$X" = "a b=c" ]'] }, isDone: true },
    { title: "an account", probe: { ...plain, user: "nobody", unless: ["sh", "-c", '[ "$(id -un)" = nobody ]'] }, isDone: true },
    { title: "an account that is not there", probe: { ...plain, user: "nosuchuser", unless: ["true"] }, isDone: false },
    { title: "a program that is not there", probe: { ...plain, unless: ["no-such-program"] }, isDone: false },
  ];
  it("answers all in one go", () => {
    const answers = askLocally(
      host,
      commandProbe,
      cases.map(({ probe }) => probe),
    );
    expect(cases.map(({ title }, index) => [title, answers[index]])).to.deep.equal(cases.map(({ title, isDone }) => [title, isDone]));
  });

  it("fails for a check that hangs, and for it alone", () => {
    const hanging: CommandProbe = { ...plain, unless: ["sleep", "99"] };
    const answers = commandProbe.parse(Buffer.from("124\n0\n137\n1\n"), [hanging, hanging, { creates: "/x" }, hanging]);
    expect(answers.map((answer) => (answer instanceof Failure ? answer.message : answer))).to.deep.equal([
      'Cannot tell whether a command is due: "sleep 99" took longer than 15 s',
      true,
      'Cannot tell whether a command is due: "/x" took longer than 15 s',
      false,
    ]);
  });
});
