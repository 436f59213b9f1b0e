import { expect } from "chai";
import { reach } from "../../src/engine/reach.ts";
import type { FailureCode } from "../../src/model/failure.ts";
import { Failure } from "../../src/model/failure.ts";
import type { Bootstrap, Host } from "../../src/model/host.ts";
import { optionsFor } from "../support/converge-on.ts";
import { rejection } from "../support/rejection.ts";
import { connectionTo, paperHost, scriptedChannel } from "../support/scripted-channel.ts";

const sudo = { method: "sudo", user: "root", password: undefined } as const;

function host(bootstrap?: Bootstrap): Host {
  const { address, ...rest } = paperHost("eu");
  return { ...rest, address: { ...address, port: 2222, user: "root", ...(bootstrap && { bootstrap }) } };
}

/** What a host answers to a login, by `port user`; any other comes about. */
function tryAt(host: Host, answers: Readonly<Record<string, FailureCode>>) {
  const tried: string[] = [];
  const options = optionsFor([], {
    transport: async () =>
      await Promise.resolve({
        connect: async ({ name, address }) => {
          const way = `${String(address.port)} ${String(address.user)}`;
          tried.push(`${way}${address.become === undefined ? "" : " sudo"}`);
          const code = answers[way];
          if (code !== undefined) throw new Failure(code, name, `Cannot log in: ${way}`);
          return await Promise.resolve(connectionTo(scriptedChannel({ says: ["READY n0nce"], exit: 0 })));
        },
      }),
    nonce: () => "n0nce",
  });
  const reached = reach(host, options);
  return { reached, tried, options };
}

const both: Bootstrap = { port: 22, user: "debian", become: sudo };

describe("ways in to a host", () => {
  const cases: readonly {
    title: string;
    bootstrap?: Bootstrap;
    answers: Readonly<Record<string, FailureCode>>;
    tried: readonly string[];
  }[] = [
    { title: "the wanted one where it is open", bootstrap: both, answers: {}, tried: ["2222 root"] },
    {
      title: "both bootstrap values where the wanted port is closed",
      bootstrap: both,
      answers: { "2222 root": "UNREACHABLE" },
      tried: ["2222 root", "22 debian sudo"],
    },
    {
      title: "the wanted user at the bootstrap port in the end",
      bootstrap: both,
      answers: { "2222 root": "UNREACHABLE", "22 debian": "AUTH_FAILED" },
      tried: ["2222 root", "22 debian sudo", "22 root"],
    },
    {
      title: "the bootstrap user at the wanted port where the wanted user is refused",
      bootstrap: both,
      answers: { "2222 root": "AUTH_FAILED" },
      tried: ["2222 root", "2222 debian sudo"],
    },
    {
      title: "a bootstrap user who is root, without sudo",
      bootstrap: { user: "admin", become: undefined },
      answers: { "2222 root": "AUTH_FAILED" },
      tried: ["2222 root", "2222 admin"],
    },
    {
      title: "a bootstrap port alone",
      bootstrap: { port: 22, become: undefined },
      answers: { "2222 root": "UNREACHABLE" },
      tried: ["2222 root", "22 root"],
    },
  ];
  for (const { title, bootstrap, answers, tried: expected } of cases) {
    it(`are tried in order: ${title}`, async () => {
      const { reached, tried, options } = tryAt(host(bootstrap), answers);
      await reached;
      expect(tried).to.deep.equal(expected);
      const notices = options.events.filter(({ type }) => type === "notice");
      expect(notices).to.have.length(expected.length > 1 ? 1 : 0);
    });
  }

  it("are told when one of them is taken", async () => {
    const { reached, options } = tryAt(host(both), { "2222 root": "UNREACHABLE" });
    expect((await reached).host.address).to.include({ port: 22, user: "debian" });
    const unnamed = { ...host(), address: { ...host().address, port: undefined, user: undefined, bootstrap: both } };
    await tryAt(unnamed, { "undefined undefined": "AUTH_FAILED" }).reached;
    expect(options.events.find(({ type }) => type === "notice")).to.include({
      level: "info",
      message: "eu refuses root at eu port 2222: logged in as debian at eu port 22",
    });
  });

  const refused: readonly { title: string; bootstrap?: Bootstrap; answers: Readonly<Record<string, FailureCode>>; tries: number }[] = [
    { title: "without bootstrap values", answers: { "2222 root": "UNREACHABLE" }, tries: 1 },
    {
      title: "a bootstrap user at a closed port",
      bootstrap: { user: "debian", become: sudo },
      answers: { "2222 root": "UNREACHABLE" },
      tries: 1,
    },
    { title: "a host key that differs", bootstrap: both, answers: { "2222 root": "HOST_KEY_MISMATCH" }, tries: 1 },
    {
      title: "more than three times",
      bootstrap: both,
      answers: { "2222 root": "AUTH_FAILED", "2222 debian": "AUTH_FAILED", "22 debian": "AUTH_FAILED" },
      tries: 3,
    },
  ];
  for (const { title, bootstrap, answers, tries } of refused) {
    it(`are not sought further: ${title}`, async () => {
      const { reached, tried } = tryAt(host(bootstrap), answers);
      const failure = await rejection(reached);
      expect(failure).to.include({ code: Object.values(answers)[0] });
      expect(failure.message.split("; ")).to.deep.equal(Object.keys(answers).map((way) => `Cannot log in: ${way}`));
      expect(tried).to.have.length(tries);
    });
  }
});
