import { expect } from "chai";
import { aptRepositoryFiles } from "../../src/facts/apt-repository-files.ts";
import { sha256 } from "../../src/model/blob.ts";
import { Failure } from "../../src/model/failure.ts";
import { askLocally, type LocalHost, localHost } from "../support/local-host.ts";
import { put, rooted } from "../support/rooted.ts";

describe("aptRepositoryFiles", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => {
    host.remove();
  });

  it("answers by name, whatever is there", () => {
    put(host, {
      "/etc/apt/sources.list.d/knot.sources": "Types: deb\n\nURIs: http://a/\n",
      "/etc/apt/keyrings/knot.asc": "text",
      "/etc/apt/keyrings/caddy.gpg": Uint8Array.of(0, 10, 255),
      "/etc/apt/sources.list.d/caddy.sources": "a: 1",
      "/etc/apt/sources.list.d/caddy.list": "",
    });
    const odd = "it's\n$(odd)";
    put(host, { [`/etc/apt/keyrings/${odd}.asc`]: "" });
    expect(askLocally(host, rooted(host, aptRepositoryFiles), ["none", "caddy", "knot", odd])).to.deep.equal([
      { source: undefined, asc: undefined, gpg: undefined, hasList: false },
      { source: "a: 1", asc: undefined, gpg: sha256(Uint8Array.of(0, 10, 255)), hasList: true },
      { source: "Types: deb\n\nURIs: http://a/\n", asc: sha256("text"), gpg: undefined, hasList: false },
      { source: undefined, asc: sha256(""), gpg: undefined, hasList: false },
    ]);
  });

  it("finds nothing where there is nothing", () => {
    expect(askLocally(host, rooted(host, aptRepositoryFiles), ["none"])).to.deep.equal([
      { source: undefined, asc: undefined, gpg: undefined, hasList: false },
    ]);
  });

  it("fails where a file went meanwhile", () => {
    expect(aptRepositoryFiles.parse(Buffer.from("0 \0"), ["knot"])[0]).to.be.instanceOf(Failure);
  });
});
