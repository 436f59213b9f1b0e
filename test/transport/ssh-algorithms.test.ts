import { expect } from "chai";
import { Failure } from "../../src/model/failure.ts";
import { entriesOf } from "../../src/transport/host-key.ts";
import { algorithmsFor } from "../../src/transport/ssh-algorithms.ts";

const none = { hostKey: undefined, cipher: undefined, kex: undefined, mac: undefined };
const entries = entriesOf([], "web", 22);

describe("the algorithms of a connection", () => {
  it("are the quickest first", () => {
    const { kex, cipher } = algorithmsFor("web1", none, entries);
    expect(kex).to.have.property("0", "curve25519-sha256");
    expect(cipher).to.have.property("0", "aes128-gcm@openssh.com");
  });

  it("are only those that the configuration allows, in our order", () => {
    const { cipher } = algorithmsFor("web1", { ...none, cipher: ["aes256-ctr", "3des-cbc", "aes128-ctr"] }, entries);
    expect(cipher).to.deep.equal(["aes128-ctr", "aes256-ctr"]);
  });

  it("are an error that names the keyword where nothing is left", () => {
    expect(() => algorithmsFor("web1", { ...none, kex: ["sntrup761x25519-sha512"] }, entries))
      .to.throw(Failure, `"KexAlgorithms sntrup761x25519-sha512"`)
      .with.property("code", "SSH_OPTION_UNSUPPORTED");
  });
});
