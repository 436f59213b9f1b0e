import { expect } from "chai";
import type { Address, Host } from "../../src/model/host.ts";
import { openTransport } from "../../src/transport/open-transport.ts";
import { connectTo, itCarries } from "../support/transport-suite.ts";

const address: Address = {
  connection: "local",
  host: "localhost",
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  hostKeys: [],
  become: undefined,
};
const host: Host = { name: "here", groups: ["all"], vars: {}, address };

describe("the local transport", () => {
  itCarries(() => host, { killed: "SIGTERM" });

  it("makes no round trip to connect", async () => {
    const connection = await connectTo(await openTransport(host), host);
    expect(connection.handshakes).to.equal(0);
  });
});
