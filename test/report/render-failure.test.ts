import { expect } from "chai";
import { Failure, Failures } from "../../src/model/failure.ts";
import { paint } from "../../src/report/paint.ts";
import { asFailures, causeChain, renderFailure } from "../../src/report/render-failure.ts";

const inner = new Error("connect ECONNREFUSED");
const failure = new Failure("CHANGE_FAILED", "us/file:/etc/motd", "Cannot write /etc/motd: exit status 1", {
  hint: "Look at the disk.",
  output: "mv: no\n\u001B[2Jsuch file\n",
  cause: new Error("the channel closed", { cause: inner }),
});

describe("renderFailure", () => {
  const table: readonly {
    readonly title: string;
    readonly failure: Failure;
    readonly host?: string;
    readonly verbosity: number;
    readonly text: string;
  }[] = [
    {
      title: "with place, code, hint and the host's words made harmless",
      failure,
      host: "us",
      verbosity: 0,
      text: "us/file:/etc/motd: Cannot write /etc/motd: exit status 1 [CHANGE_FAILED]\n  hint: Look at the disk.\n  | mv: no\n  | ␛[2Jsuch file\n",
    },
    {
      title: "with the chain of causes",
      failure: new Failure("UNREACHABLE", "us", "Cannot connect: refused", { cause: new Error("socket", { cause: inner }) }),
      host: "us",
      verbosity: 1,
      text: "us: Cannot connect: refused [UNREACHABLE]\n    cause: socket\n    cause: connect ECONNREFUSED\n",
    },
    {
      title: "naming the host where the place does not",
      failure: new Failure("FACT_FAILED", "fileState", "Cannot ask: no"),
      host: "us",
      verbosity: 0,
      text: "us: fileState: Cannot ask: no [FACT_FAILED]\n",
    },
    {
      title: "without a host",
      failure: new Failure("USAGE", "--limit", 'Cannot select hosts: nothing is named "mars"'),
      verbosity: 0,
      text: '--limit: Cannot select hosts: nothing is named "mars" [USAGE]\n',
    },
  ];
  for (const { title, failure: given, host, verbosity, text } of table) {
    it(title, () => {
      expect(renderFailure(given, { paint: paint(false), verbosity, host })).to.equal(text);
    });
  }

  it("shows the stack of a mistake of ours", () => {
    const [mistake] = asFailures(new TypeError("x is not a function"));
    expect(mistake && renderFailure(mistake, { paint: paint(false), verbosity: 0 })).to.match(
      /^infra: Cannot go on: x is not a function \[INTERNAL\]\n {4}cause: TypeError: x is/,
    );
  });

  it("survives a cause that is its own cause, and one that is no error", () => {
    const round = new Error("round");
    round.cause = round;
    expect(causeChain(new Error("outer", { cause: round }))).to.deep.equal(["round"]);
    expect(causeChain(new Error("outer", { cause: "words" }))).to.deep.equal(["words"]);
  });
});

describe("asFailures", () => {
  it("takes several failures apart and keeps one", () => {
    expect(asFailures(new Failures([failure, failure]))).to.deep.equal([failure, failure]);
    expect(asFailures(failure)).to.deep.equal([failure]);
    expect(asFailures("words").map(({ message }) => message)).to.deep.equal(["Cannot go on: words"]);
  });
});
