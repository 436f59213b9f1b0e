import { expect } from "chai";
import { statusOfFailures, statusOfRun } from "../../src/cli/exit-status.ts";
import type { HostSummary } from "../../src/model/event.ts";
import { Failure, type FailureCode } from "../../src/model/failure.ts";

const quiet: HostSummary = { resources: 1, changed: 0, failed: 0, left: 0, exchanges: 1, handshakes: 6, ms: 1, outcome: "unchanged" };
const changed: HostSummary = { ...quiet, changed: 2, outcome: "changed" };
const failed: HostSummary = { ...quiet, failed: 1, outcome: "failed" };

describe("statusOfRun", () => {
  const table: readonly {
    readonly title: string;
    readonly hosts: readonly HostSummary[];
    readonly plan: number;
    readonly apply: number;
  }[] = [
    { title: "nothing to do", hosts: [quiet, quiet], plan: 0, apply: 0 },
    { title: "changes", hosts: [quiet, changed], plan: 2, apply: 0 },
    { title: "a failure beside changes", hosts: [changed, failed], plan: 1, apply: 1 },
    { title: "an unreachable host", hosts: [quiet, { ...failed, outcome: "unreachable" }], plan: 1, apply: 1 },
    { title: "Ctrl-C", hosts: [{ ...changed, left: 3, outcome: "interrupted" }], plan: 1, apply: 1 },
    { title: "changes to which somebody said no", hosts: [quiet, { ...quiet, left: 2 }], plan: 0, apply: 1 },
    { title: "a host that was not begun", hosts: [changed, { ...quiet, outcome: "skipped" }], plan: 1, apply: 1 },
    { title: "no hosts", hosts: [], plan: 0, apply: 0 },
  ];
  for (const { title, hosts, plan, apply } of table) {
    it(title, () => {
      const summaries = Object.fromEntries(hosts.map((summary, index) => [`host${index}`, summary]));
      expect({ plan: statusOfRun("plan", summaries), apply: statusOfRun("apply", summaries) }).to.deep.equal({ plan, apply });
    });
  }
});

describe("statusOfFailures", () => {
  const table: readonly { readonly codes: readonly FailureCode[]; readonly status: number }[] = [
    { codes: ["USAGE"], status: 64 },
    { codes: ["INVENTORY_INVALID"], status: 1 },
    { codes: ["VARS_INVALID", "USAGE"], status: 64 },
    { codes: ["INTERNAL"], status: 1 },
  ];
  for (const { codes, status } of table) {
    it(`is ${status} for ${codes.join(" and ")}`, () => {
      expect(statusOfFailures(codes.map((code) => new Failure(code, "here", "Cannot")))).to.equal(status);
    });
  }
});
