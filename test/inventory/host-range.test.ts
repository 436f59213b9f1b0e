import { expect } from "chai";
import { expandHostRange } from "../../src/inventory/host-range.ts";

describe("expandHostRange", () => {
  const good: readonly (readonly [key: string, names: readonly string[], port?: number])[] = [
    ["web1", ["web1"]],
    ["web[1:3]", ["web1", "web2", "web3"]],
    ["web[08:11].example.org", ["web08.example.org", "web09.example.org", "web10.example.org", "web11.example.org"]],
    ["db-[a:d]", ["db-a", "db-b", "db-c", "db-d"]],
    ["db-[y:B]", ["db-y", "db-z", "db-A", "db-B"]],
    ["n[1:9:4]", ["n1", "n5", "n9"]],
    ["n[:2]", ["n0", "n1", "n2"]],
    ["[a:b][1:2]", ["a1", "a2", "b1", "b2"]],
    ["n[3:1]", []],
    ["web1:2222", ["web1"], 2222],
    ["web[1:2]:2222", ["web1", "web2"], 2222],
    ["2001:db8::1", ["2001:db8::1"]],
  ];
  for (const [key, names, port] of good) it(key, () => expect(expandHostRange(key)).to.deep.equal({ names, port }));

  const bad: readonly (readonly [key: string, problem: string])[] = [
    ["web[1-3]", "expected a range such as [01:20], [a:d] or [1:9:2], got [1-3]"],
    ["web[1:2:0]", "expected a range such as [01:20], [a:d] or [1:9:2], got [1:2:0]"],
    ["web[a:3]", "expected a range such as [01:20], [a:d] or [1:9:2], got [a:3]"],
    ["web[1:]", "expected a range such as [01:20], [a:d] or [1:9:2], got [1:]"],
    ["a[1:2]b[x]", "expected a range such as [01:20], [a:d] or [1:9:2], got [x]"],
    ["web[01:100]", "expected both ends of [01:100] to have the same number of digits"],
    ["web[1:2", 'expected "]" after "["'],
    ["web:ssh", "expected a port after the colon"],
    ["n[1:1000000000]", "expected at most 10000 hosts"],
    ["n[1:999][1:999]", "expected at most 10000 hosts"],
  ];
  for (const [key, problem] of bad) it(`refuses ${key}`, () => expect(expandHostRange(key)).to.deep.equal({ problem }));
});
