import { expect } from "chai";
import type { Event } from "../../src/model/event.ts";
import { Failure, type FailureCode } from "../../src/model/failure.ts";
import type { Host } from "../../src/model/host.ts";
import { hintingAtSandbox } from "../../src/run/sandbox-hint.ts";
import { repository } from "./repository.ts";

function host(name: string, address: string): Host {
  const rest = { connection: "ssh", port: undefined, user: undefined, privateKeyFile: undefined, hostKeys: [], become: undefined } as const;
  return { name, groups: ["all"], vars: {}, address: { ...rest, host: address } };
}

describe("hintingAtSandbox", () => {
  const table: readonly {
    readonly title: string;
    readonly host: Host;
    readonly code?: FailureCode;
    readonly files?: Record<string, string>;
    readonly hints: boolean;
  }[] = [
    { title: "a sandbox host without an address", host: host("eu", "eu"), hints: true },
    { title: "a sandbox host's name with an address", host: host("eu", "192.0.2.1"), hints: false },
    { title: "another host without an address", host: host("web1", "web1"), hints: false },
    { title: "another failure", host: host("eu", "eu"), code: "AUTH_FAILED", hints: false },
    { title: "a sandbox that is up", host: host("eu", "eu"), files: { "inventory/sandbox.yml": "" }, hints: false },
  ];
  for (const { title, host: given, code = "UNREACHABLE", files = {}, hints } of table) {
    it(`${hints ? "hints" : "is silent"} for ${title}`, () => {
      const made = repository({ "inventory/hosts.yml": "", ...files });
      const events: Event[] = [];
      const report = hintingAtSandbox([given], { folder: made.path }, (event) => events.push(event));
      report({ type: "failure", host: given.name, failure: new Failure(code, given.name, "Cannot reach it", { hint: "before" }) });
      const [event] = events;
      const hint = event?.type === "failure" ? event.failure.hint : undefined;
      expect(hint).to.equal(hints ? "The sandbox is not up: run `infra sandbox up`" : "before");
      made.remove();
    });
  }
});
