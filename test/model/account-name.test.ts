import { expect } from "chai";
import { accountId, accountName, accountPath } from "../../src/model/account-name.ts";

describe("names and numbers of accounts", () => {
  const cases = [
    {
      schema: accountName,
      good: ["ann", "_apt", "www-data", "Debian-exim", "john.doe", "pc01$", "a".repeat(32)],
      bad: ["", "-a", "1", "12ab", "a b", "a:b", "a\n", "a$b", "é", "a".repeat(33)],
    },
    { schema: accountId, good: [0, 1000, 65_534], bad: [-1, 0.5, 4_294_967_295, "0"] },
    { schema: accountPath, good: ["/", "/home/ann", "/srv/a b/é"], bad: ["", "home", "/a:b", "/a\nb"] },
  ];
  for (const { schema, good, bad } of cases) {
    it(`takes ${good.join(", ")} and refuses the rest`, () => {
      for (const value of good) expect(schema.safeParse(value).success, String(value)).to.equal(true);
      for (const value of bad) expect(schema.safeParse(value).success, String(value)).to.equal(false);
    });
  }
});
