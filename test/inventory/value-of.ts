import { expect } from "chai";
import { Failures } from "../../src/model/failure.ts";
import type { Value } from "../../src/model/host.ts";
import { load } from "./write-folder.ts";

/** What expressions see in these tests, beside their own variable `it`. */
export const vars = {
  prefix: "eu",
  port: 8080,
  ratio: 1.5,
  on: true,
  nothing: null,
  empty: "",
  geo: { region: "eu-west", zones: ["a", "b"], "odd key": 1 },
  names: ["x", "yy", "x"],
  users: [
    { name: "arya", uid: 1000 },
    { name: "midou", uid: 1001 },
  ],
  over: { region: "us", geo: { x: 1 } },
  indirect: "{{ geo.region }}",
  broken: "{{ nowhere }}",
  half: { good: 1, bad: "{{ nowhere }}" },
};

/** The value of an expression for host `eu` (which has a sibling `us.example.org`), or what its Failures say. */
export async function valueOf(it: Value): Promise<Value | undefined> {
  const hosts = { eu: { it }, "us.example.org": { only_us: 7, also: "{{ only_us + 1 }}" } };
  const inventory = await load({ "a.json": JSON.stringify({ web: { hosts, vars } }) });
  const host = inventory.host("eu") ?? expect.fail("no host");
  try {
    return inventory.roleVars(host, "it");
  } catch (error) {
    if (error instanceof Failures)
      return error.failures.map(({ message }) => message.replace(/^Cannot render ".*": (?!.*\bCannot )/s, "")).join("\n");
    throw error;
  }
}
