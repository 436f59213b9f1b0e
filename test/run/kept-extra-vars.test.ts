import { expect } from "chai";
import { Failure } from "../../src/model/failure.ts";
import { extraVarsAgain, keptExtraVars } from "../../src/run/kept-extra-vars.ts";

describe("extra variables of an earlier run", () => {
  const given = ["@vars/us.yml", 'port=22 motd="hello world"', '{"key": {"token": "s3cret"}, "port": 1}', "nonsense"];

  it("are kept as names, never as values, and as files", () => {
    const kept = keptExtraVars(given, "/repo");
    expect(kept).to.deep.equal({ files: ["/repo/vars/us.yml"], names: ["port", "motd", "key"] });
    expect(keptExtraVars(['pw="abc def=ghi"', "pin='a b=c' x=1"], "/repo").names).to.deep.equal(["pw", "pin", "x"]);
    expect(keptExtraVars(["{", "[]"], "/repo")).to.deep.equal({ files: [], names: [] });
  });

  it("are its files, and values that are given again", () => {
    const kept = keptExtraVars(given, "/repo");
    const again = ["motd=x", '{"key": 1, "port": 2, "more": 3}'];
    expect(extraVarsAgain(kept, again)).to.deep.equal(["@/repo/vars/us.yml", ...again]);
    expect(() => extraVarsAgain(kept, ["@other.yml", "motd=x"]))
      .to.throw(Failure, "Cannot go on without the values of port, key")
      .and.to.include({ code: "USAGE", where: "-e" });
  });
});
