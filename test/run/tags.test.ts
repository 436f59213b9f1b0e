import { expect } from "chai";
import { z } from "zod";
import { playbook } from "../../src/model/playbook.ts";
import { role } from "../../src/model/role.ts";
import { checkTags, selectsTags } from "../../src/run/tags.ts";
import { failuresOf } from "./failures-of.ts";

const users = role({ name: "users", description: "", vars: z.strictObject({}), resources: () => [] });
const web = playbook({ name: "web", hosts: "all", roles: [users, { role: { ...users, name: "caddy" }, tags: ["proxy", "never"] }] });

describe("selectsTags", () => {
  const table: readonly {
    readonly own: readonly string[];
    readonly tags?: readonly string[];
    readonly skipTags?: readonly string[];
    readonly selected: boolean;
  }[] = [
    { own: ["users"], selected: true },
    { own: ["users"], tags: ["users"], selected: true },
    { own: ["users"], tags: ["caddy"], selected: false },
    { own: ["users"], tags: ["all"], selected: true },
    { own: ["users"], skipTags: ["users"], selected: false },
    { own: ["users"], tags: ["users"], skipTags: ["users"], selected: false },
    { own: ["users"], skipTags: ["all"], selected: false },
    { own: ["users", "always"], tags: ["caddy"], selected: true },
    { own: ["users", "always"], skipTags: ["always"], selected: false },
    { own: ["users", "always"], skipTags: ["all"], selected: true },
    { own: ["users", "never"], selected: false },
    { own: ["users", "never"], tags: ["all"], selected: false },
    { own: ["users", "never"], tags: ["users"], selected: true },
    { own: ["users", "never"], tags: ["never"], selected: true },
  ];
  for (const { own, tags = [], skipTags = [], selected } of table) {
    it(`${selected ? "takes" : "leaves"} ${own.join("+")} with --tags ${tags.join() || "-"} --skip-tags ${skipTags.join() || "-"}`, () => {
      expect(selectsTags({ tags, skipTags }, own)).to.equal(selected);
    });
  }
});

describe("checkTags", () => {
  it("takes tags that there are, and those that mean something by themselves", () => {
    checkTags(web, { tags: ["users", "proxy", "all"], skipTags: ["never", "always"] });
  });

  it("refuses all others, with what there is", async () => {
    const failures = await failuresOf(() => {
      checkTags(web, { tags: ["user"], skipTags: ["mail"] });
    });
    expect(failures.map(({ code, hint }) => ({ code, hint }))).to.deep.equal([
      { code: "USAGE", hint: 'Did you mean "users"? known: caddy, never, proxy, users' },
      { code: "USAGE", hint: "known: caddy, never, proxy, users" },
    ]);
  });
});
