import { expect } from "chai";
import { type Asking, type Question, runAsking } from "../../src/engine/asker.ts";
import type { Fact } from "../../src/model/fact.ts";
import { Failure } from "../../src/model/failure.ts";
import { sh } from "../../src/shell/sh.ts";

function fact(name: string): Fact<string, string> {
  return { name, script: () => sh`true`, parse: () => [] };
}

const one = fact("one");
const two = fact("two");

/** Answers every question with its fact and argument, and counts the exchanges. */
function answering(exchanges: (readonly Question[])[]): (questions: readonly Question[]) => Promise<readonly (readonly unknown[])[]> {
  return async (questions) => {
    exchanges.push(questions);
    return await Promise.resolve(
      questions.map(({ fact: { name }, args }) => args.map((arg) => (arg === "bad" ? failure : `${name} ${String(arg)}`))),
    );
  };
}

const failure = new Failure("FACT_FAILED", "eu/one", "Cannot ask");

describe("runAsking", () => {
  const cases: readonly { title: string; works: readonly Asking<unknown>[]; exchanges: number; results: readonly unknown[] }[] = [
    { title: "sends nothing for works that ask nothing", works: [async () => await Promise.resolve(7)], exchanges: 0, results: [7] },
    {
      title: "sends what all works ask in one exchange, the same question once",
      works: [(ask) => ask(one, "a"), (ask) => ask(one, "a"), (ask) => ask(one, "b"), (ask) => ask(two, "a")],
      exchanges: 1,
      results: ["one a", "one a", "one b", "two a"],
    },
    {
      title: "waits for a work that is busy with something slow before it asks",
      works: [
        (ask) => ask(one, "a"),
        async (ask) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return await ask(one, "b");
        },
      ],
      exchanges: 1,
      results: ["one a", "one b"],
    },
    {
      title: "sends several questions of one work together",
      works: [async (ask) => await Promise.all([ask(one, "a"), ask(two, "b")]), (ask) => ask(one, "c")],
      exchanges: 1,
      results: [["one a", "two b"], "one c"],
    },
    {
      title: "makes a second exchange only for a question that depends on an answer",
      works: [async (ask) => await ask(two, String(await ask(one, "a"))), (ask) => ask(one, "b")],
      exchanges: 2,
      results: ["two one a", "one b"],
    },
    {
      title: "lets a work that fails hurt nobody else, not even while its other questions are out",
      works: [
        async (ask) => await Promise.all([ask(one, "bad"), ask(one, "a")]),
        async (ask) => await ask(two, String(await ask(one, "a"))),
        async (ask) => {
          void ask(one, "z");
          return await Promise.reject(new Error("early"));
        },
      ],
      exchanges: 2,
      results: [failure, "two one a", new Error("early")],
    },
  ];
  for (const { title, works, exchanges, results } of cases) {
    it(title, async () => {
      const sent: (readonly Question[])[] = [];
      const settled = await runAsking(works, answering(sent));
      expect(sent).to.have.length(exchanges);
      expect(settled.map((result) => String(result.status === "fulfilled" ? result.value : result.reason))).to.deep.equal(
        results.map(String),
      );
    });
  }

  it("rejects every question of an exchange that broke", async () => {
    const works: readonly Asking<unknown>[] = [(ask) => ask(one, "a"), (ask) => ask(two, "b")];
    const settled = await runAsking(works, async () => await Promise.reject(new Error("cut")));
    expect(settled.map(({ status }) => status)).to.deep.equal(["rejected", "rejected"]);
  });
});
