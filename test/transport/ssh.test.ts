import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket, connect as tcpConnect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import ssh2, { type AuthContext } from "ssh2";
import type { Address, Host } from "../../src/model/host.ts";
import type { ConnectOptions } from "../../src/model/transport.ts";
import { sshTransport } from "../../src/transport/ssh.ts";
import { rejection } from "../support/rejection.ts";
import { sshKeyPair } from "../support/ssh-key-pair.ts";

/** Logins that need no sshd, or only the beginning of one; the fleet's tests do the rest with real ones. */
describe("the ssh transport", () => {
  const hostKey = sshKeyPair();
  let home: string;
  let opened: { close(): unknown }[];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "infra-home-"));
    writeFileSync(join(home, "key"), sshKeyPair().private);
    opened = [];
  });
  afterEach(() => {
    for (const server of opened) server.close();
    rmSync(home, { recursive: true });
  });

  async function portOf(server: Server | ssh2.Server): Promise<number> {
    opened.push(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    return typeof address === "object" ? (address?.port ?? 0) : 0;
  }

  /** An sshd in this process: the library's own, with the host key above. */
  async function sshd(authenticate: (context: AuthContext) => void): Promise<number> {
    const server = new ssh2.Server({ hostKeys: [hostKey.private], banner: "Authorized use only" }, (client) => {
      client.on("authentication", authenticate).on("error", () => undefined);
    });
    return await portOf(server);
  }

  function hostAt(port: number, address: Partial<Address> = {}): Host {
    const fixed = { connection: "ssh", host: "127.0.0.1", user: "root", become: undefined } as const;
    return {
      name: "web1",
      groups: ["all"],
      vars: {},
      address: { ...fixed, port, privateKeyFile: join(home, "key"), hostKeys: [hostKey.public], ...address },
    };
  }

  async function connect(host: Host, options: Partial<ConnectOptions> = {}) {
    const local = { name: "ann", home, hostname: "desk", environment: {} };
    return await sshTransport({ local }).connect(host, { timeoutMs: 5000, acceptNewHostKeys: false, notice: () => undefined, ...options });
  }

  it("says that nothing listens", async () => {
    const server = createServer();
    const port = await portOf(server);
    server.close();
    const failure = await rejection(connect(hostAt(port)));
    expect(failure).to.include({ code: "UNREACHABLE", where: "web1" });
    expect(failure.message).to.equal(`Cannot reach 127.0.0.1 port ${port}: nothing listens there (connection refused)`);
  });

  it("says that a name is not known", async () => {
    const failure = await rejection(connect(hostAt(22, { host: "no-such-host.invalid" })));
    expect(failure).to.include({ code: "UNREACHABLE", where: "web1" });
  });

  it("gives up a host that accepts and says nothing", async () => {
    const port = await portOf(createServer(() => undefined));
    const begun = performance.now();
    const failure = await rejection(connect(hostAt(port), { timeoutMs: 150 }));
    expect(performance.now() - begun).to.be.within(140, 2000);
    expect(failure).to.include({ code: "UNREACHABLE" });
    expect(failure.message).to.match(/no answer within 0.15 s$/);
  });

  for (const { title, turnAway } of [
    { title: "resets", turnAway: (socket: Socket) => socket.resetAndDestroy() },
    { title: "closes", turnAway: (socket: Socket) => socket.end() },
    { title: "closes with a word", turnAway: (socket: Socket) => socket.end("Exceeded MaxStartups\r\n") },
  ]) {
    it(`knocks again at an sshd that ${title}, and says so when it never gets in`, async () => {
      const open = await sshd((context) => {
        context.accept();
      });
      let left = 2;
      let knocks = 0;
      const port = await portOf(
        createServer((socket) => {
          knocks += 1;
          socket.on("error", () => undefined);
          if (left-- > 0) turnAway(socket);
          else socket.pipe(tcpConnect(open, "127.0.0.1")).pipe(socket);
        }),
      );
      (await connect(hostAt(port))).close();
      expect(knocks).to.equal(3);

      left = 9;
      expect(await rejection(connect(hostAt(port)))).to.include({ code: "UNREACHABLE" });
      expect(knocks).to.equal(8);
    });
  }

  it("stops at once when the run is interrupted", async () => {
    const port = await portOf(createServer(() => undefined));
    const abort = new AbortController();
    const connecting = rejection(connect(hostAt(port), { signal: abort.signal }));
    setTimeout(() => {
      abort.abort();
    }, 50);
    expect(await connecting).to.include({ code: "INTERRUPTED", where: "web1" });
    expect(await rejection(connect(hostAt(port), { signal: AbortSignal.abort() }))).to.include({ code: "INTERRUPTED" });
  });

  it("needs a key", async () => {
    const failure = await rejection(connect(hostAt(22, { privateKeyFile: join(home, "none") })));
    expect(failure).to.include({ code: "AUTH_FAILED" });
    expect(failure.message).to.contain("there is no key to offer");
  });

  it("logs in, with one round trip for the key and one for its signature, and passes the banner on", async () => {
    const notices: string[] = [];
    const port = await sshd((context) => {
      context.accept();
    });
    const connection = await connect(hostAt(port), { notice: (message) => notices.push(message) });
    connection.close();
    expect(connection.handshakes).to.equal(6);
    expect(notices).to.deep.equal(["Authorized use only\r\n"]);
  });

  it("accepts no key that it does not know, whatever the user's StrictHostKeyChecking", async () => {
    const port = await sshd((context) => {
      context.accept();
    });
    expect(await rejection(connect(hostAt(port, { hostKeys: [] })))).to.include({ code: "HOST_KEY_UNKNOWN" });
  });

  for (const { title, reject, words } of [
    { title: "which ways in sshd leaves", reject: [["password"], false] as const, words: /sshd takes password$/ },
    {
      title: "which ways in sshd wants beside the key",
      reject: [["keyboard-interactive"], true] as const,
      words: /also wants keyboard-interactive$/,
    },
  ]) {
    it(`tells ${title}`, async () => {
      const port = await sshd((context) => {
        context.reject([...reject[0]], reject[1]);
      });
      const failure = await rejection(connect(hostAt(port)));
      expect(failure).to.include({ code: "AUTH_FAILED", where: "web1" });
      expect(failure.output).to.match(words);
    });
  }
});
