import { expect } from "chai";
import type { Become, Host } from "../../src/model/host.ts";
import { type Login, withLogin } from "../../src/run/login.ts";

const host: Host = {
  name: "eu",
  groups: ["all"],
  vars: {},
  address: { connection: "ssh", host: "192.0.2.1", port: 22, user: "root", privateKeyFile: "/key", hostKeys: [], become: undefined },
};
const sudo: Become = { method: "sudo", user: "root", password: undefined };

describe("withLogin", () => {
  const table: readonly {
    readonly title: string;
    readonly login: Login;
    readonly before?: Become;
    readonly after: Partial<Host["address"]>;
  }[] = [
    { title: "nothing", login: {}, after: host.address },
    {
      title: "another account and key",
      login: { user: "admin", privateKeyFile: "/other" },
      after: { user: "admin", privateKeyFile: "/other" },
    },
    { title: "sudo", login: { become: true }, after: { become: sudo } },
    { title: "sudo with a password", login: { become: true, becomePassword: "x" }, after: { become: { ...sudo, password: "x" } } },
    {
      title: "a password for the inventory's sudo",
      login: { becomePassword: "x" },
      before: sudo,
      after: { become: { ...sudo, password: "x" } },
    },
    { title: "a password where there is no sudo", login: { becomePassword: "x" }, after: { become: undefined } },
    {
      title: "the inventory's password",
      login: { become: true },
      before: { ...sudo, password: "y" },
      after: { become: { ...sudo, password: "y" } },
    },
  ];
  for (const { title, login, before, after } of table) {
    it(title, () => {
      const given = { ...host, address: { ...host.address, become: before } };
      expect(withLogin(given, login).address).to.deep.equal({ ...given.address, ...after });
    });
  }

  it("gives the password to a bootstrap user as well", () => {
    const bootstrap = { port: 22, user: "debian", become: sudo };
    const given = { ...host, address: { ...host.address, bootstrap } };
    expect(withLogin(given, { becomePassword: "x" }).address.bootstrap).to.deep.equal({ ...bootstrap, become: { ...sudo, password: "x" } });
  });
});
