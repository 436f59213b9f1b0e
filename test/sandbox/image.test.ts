import { expect } from "chai";
import { reportedError } from "../../src/sandbox/image.ts";

describe("the engine's report of a longer work", () => {
  const reports: readonly { title: string; report: string; error: string | undefined }[] = [
    { title: "of nothing", report: "", error: undefined },
    { title: "without an error", report: '{"stream":"Step 1"}\r\n{"status":"done","progress":1}\r\n', error: undefined },
    { title: "with an error", report: '{"stream":"Step 1"}\n{"errorDetail":{"message":"no room"},"error":"no room"}\n', error: "no room" },
  ];
  for (const { title, report, error } of reports) {
    it(`${title}: ${error ?? "nothing"}`, () => {
      expect(reportedError(report)).to.equal(error);
    });
  }
});
