import { expect } from "chai";
import { hostMistakes } from "../../src/engine/host-mistakes.ts";
import { Failure, Failures } from "../../src/model/failure.ts";
import { paperHost } from "../support/scripted-channel.ts";

const names = ["eu", "us", "in", "br", "jp", "za", "au"];

function told(hosts: readonly string[], work: (host: string) => void): readonly Failure[] {
  const mistakes = hostMistakes(hosts.length);
  for (const name of hosts) {
    mistakes.attempt(paperHost(name), () => {
      work(name);
    });
  }
  try {
    mistakes.throwIfAny();
  } catch (error) {
    if (error instanceof Failures) return error.failures;
    throw error;
  }
  return [];
}

describe("hostMistakes", () => {
  const bad = new Failure("VARS_INVALID", "all.yml:1:1", "Cannot read", { hint: "Write it", cause: "why" });
  const table: readonly {
    readonly title: string;
    readonly hosts: readonly string[];
    readonly badHosts: readonly string[];
    readonly message: string;
  }[] = [
    { title: "everybody's, once and without names", hosts: names, badHosts: names, message: "Cannot read" },
    { title: "that of the only host, with its name", hosts: ["eu"], badHosts: ["eu"], message: "Cannot read (on eu)" },
    { title: "that of some, with their names", hosts: names, badHosts: ["us", "za"], message: "Cannot read (on us, za)" },
    {
      title: "that of many, with five names",
      hosts: [...names, "cl"],
      badHosts: names,
      message: "Cannot read (on eu, us, in, br, jp and 2 more)",
    },
  ];
  for (const { title, hosts, badHosts, message } of table) {
    it(`tells ${title}`, () => {
      const failures = told(hosts, (host) => {
        if (badHosts.includes(host)) throw bad;
      });
      expect(failures).to.have.length(1);
      expect(failures[0]).to.include({ code: "VARS_INVALID", where: "all.yml:1:1", message, hint: "Write it", cause: "why" });
    });
  }

  it("keeps different ones apart, in the order in which they were met", () => {
    const failures = told(["eu", "us"], (host) => {
      throw new Failures([new Failure("VARS_INVALID", `${host}.yml`, "Cannot read"), bad]);
    });
    expect(failures.map(({ where, message }) => `${where}: ${message}`)).to.deep.equal([
      "eu.yml: Cannot read (on eu)",
      "all.yml:1:1: Cannot read",
      "us.yml: Cannot read (on us)",
    ]);
  });

  it("gives what went well, and hides no other error", () => {
    expect(told(["eu"], () => undefined)).to.deep.equal([]);
    expect(hostMistakes(1).attempt(paperHost("eu"), () => 3)).to.equal(3);
    expect(() => told(["eu"], () => expect.fail("mine"))).to.throw("mine");
  });
});
