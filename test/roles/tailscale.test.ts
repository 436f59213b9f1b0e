import { expect } from "chai";
import { tailscale } from "../../roles/tailscale/role.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

describe("role tailscale", () => {
  it("installs, runs and joins, in this order", () => {
    const resources = roleOn(tailscale, hostNamed("eu"), { auth_key: "hskey-auth-1", login_server: "https://hs.example.org" });
    expect(resources.map(({ id }) => id)).to.deep.equal(["aptPackages:tailscale", "service:tailscaled.service", "tailnetNode:tailscale0"]);
    expect(JSON.stringify(resources)).not.to.include("hskey");
  });

  it("needs no key for hosts that are in", () => {
    expect(roleOn(tailscale, hostNamed("eu"), {})).to.have.length(3);
  });
});
