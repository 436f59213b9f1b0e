import { expect } from "chai";
import { renderSudoers } from "../../roles/users/render-sudoers.ts";
import { users } from "../../roles/users/role.ts";
import { askWith } from "../support/fake-ask.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

describe("role users", () => {
  it("tells sudo about the group, then the accounts, then what is written by hand: the last that fits decides", () => {
    const accounts = [{ name: "ann", sudo: "password" as const }, { name: "bob" }, { name: "ROOT2", sudo: "none" as const }];
    expect(renderSudoers({ passwordlessGroup: true, accounts, lines: ["bob ALL=(root) /usr/bin/id"] })).to.equal(
      '%sudo ALL=(ALL:ALL) NOPASSWD: ALL\n"ann" ALL=(ALL:ALL) PASSWD: ALL\n"ROOT2" ALL=(ALL:ALL) !ALL\nbob ALL=(root) /usr/bin/id\n',
    );
    expect(renderSudoers({ passwordlessGroup: false, accounts: [{ name: "bob" }], lines: [] })).to.equal("");
  });

  it("declares accounts with their keys, and one drop-in of sudo that is absent where there is nothing to say", () => {
    const ids = (vars: Parameters<typeof roleOn<typeof users.vars>>[2]): readonly string[] =>
      roleOn(users, hostNamed("eu"), vars).map(({ id }) => id);
    expect(
      ids({ groups: ["ops"], accounts: [{ name: "ann", comment: "Ann", password_hash: "$y$j9T$abc$def" }], absent: ["bob"] }),
    ).to.deep.equal(["group:ops", "user:ann", "authorizedKeys:ann", "user:bob", "file:/etc/sudoers.d/infra-sudo"]);
    expect(ids({ passwordless_sudo: false })).to.deep.equal(["file:/etc/sudoers.d/infra-sudo"]);
  });

  it("takes accounts out of groups that are not listed any more, unless it is told to leave them; their own group stays", async () => {
    const seen = { uid: 1001, group: "ann", groups: ["sudo", "users"], comment: "", home: "/home/ann", homeExists: true };
    const ask = askWith({ account: () => ({ ...seen, shell: "/bin/bash", password: "locked" }) });
    const planned = async (vars: Parameters<typeof roleOn<typeof users.vars>>[2]): Promise<readonly string[]> => {
      const changes = await roleOn(users, hostNamed("eu"), vars)[0]?.plan(ask);
      return (changes ?? []).flatMap(({ commands }) => commands.map(({ text }) => text));
    };
    const accounts = [{ name: "ann", groups: ["users"] }];
    expect(await planned({ accounts })).to.deep.equal(["usermod --groups users -- ann"]);
    expect(await planned({ accounts, exclusive_groups: false })).to.deep.equal([]);
    expect(await planned({ accounts: [{ name: "ann", groups: ["sudo", "users"] }] })).to.deep.equal([]);
  });

  it("keeps an account that sudo is to refuse out of the group sudo", () => {
    const [account] = roleOn(users, hostNamed("eu"), { accounts: [{ name: "ann", groups: ["sudo", "users"], sudo: "none" }] });
    expect(account?.want).to.deep.include({ groups: ["users"] });
  });

  it("takes no account whose name sudo could read as more", () => {
    expect(() => roleOn(users, hostNamed("eu"), { accounts: [{ name: 'a" ALL=ALL #', sudo: "nopasswd" }] })).to.throw(
      "must begin with a letter",
    );
  });
});
