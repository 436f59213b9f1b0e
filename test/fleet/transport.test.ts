import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Address, Host } from "../../src/model/host.ts";
import { containerName } from "../../src/sandbox/fleet.ts";
import { localUser } from "../../src/transport/local-user.ts";
import { openTransport } from "../../src/transport/open-transport.ts";
import { sshTransport } from "../../src/transport/ssh.ts";
import { fleetUp } from "../support/fleet.ts";
import { rejection } from "../support/rejection.ts";
import { type TcpProxy, tcpProxy } from "../support/tcp-proxy.ts";
import { connectTo, everything, itCarries } from "../support/transport-suite.ts";

describe("transports on the sandbox", function () {
  this.timeout(60_000);

  for (const name of ["eu", "in"]) {
    describe(`ssh to ${name}`, () => {
      itCarries(() => sandboxHost(name), { killed: "SIGTERM" });
    });
  }

  describe("docker exec in eu", () => {
    itCarries(() => inContainer("eu"), { killed: 143 });

    it("says that a container is not there", async () => {
      const host = withAddress(await inContainer("eu"), { host: "no-such-container" });
      expect(await rejection(connectTo(await openTransport(host), host))).to.include({ code: "UNREACHABLE", where: "eu" });
    });
  });

  describe("logins by ssh", () => {
    // bookworm's sshd: it knows no PerSourcePenalties yet, so that a refused login does not count against the next one.
    const host = "in";
    let home: string;
    let proxy: TcpProxy;
    let direct: Host;
    let proxied: Host;
    before(async () => {
      home = mkdtempSync(join(tmpdir(), "infra-home-"));
      mkdirSync(join(home, ".ssh"), { mode: 0o700 });
      direct = await sandboxHost(host);
      proxy = await tcpProxy({ host: direct.address.host, port: 22 });
      proxied = withAddress(direct, { host: "127.0.0.1", port: proxy.port });
    });
    after(() => {
      proxy.close();
      rmSync(home, { recursive: true });
    });

    function transport(environment = {}, keepaliveMs = 15_000) {
      return sshTransport({ keepaliveMs, local: { ...localUser(), home, environment } });
    }

    function knownHosts(text: string): void {
      writeFileSync(join(home, ".ssh/known_hosts"), text, { mode: 0o600 });
    }

    function makeKey(name: string, passphrase = ""): string {
      const file = join(home, name);
      rmSync(file, { force: true });
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-f", file]);
      return file;
    }

    it("refuses a host whose key is not known, and says which key it shows", async () => {
      knownHosts("");
      const failure = await rejection(connectTo(transport(), withAddress(proxied, { hostKeys: [] })));
      expect(failure).to.include({ code: "HOST_KEY_UNKNOWN", where: host });
      expect(failure.message).to.match(/ssh-ed25519 SHA256:[A-Za-z0-9+/]{43}$/);
    });

    it("refuses a host that shows another key than the known one", async () => {
      const other = readFileSync(`${makeKey("other")}.pub`, "utf8");
      const failure = await rejection(connectTo(transport(), withAddress(proxied, { hostKeys: [other] })));
      expect(failure).to.include({ code: "HOST_KEY_MISMATCH", where: host });
    });

    it("refuses a revoked key, even where the inventory holds it", async () => {
      knownHosts(direct.address.hostKeys.map((key) => `@revoked * ${key}\n`).join(""));
      const failure = await rejection(connectTo(transport(), proxied));
      knownHosts("");
      expect(failure).to.include({ code: "HOST_KEY_REVOKED", where: host });
    });

    it("records a new key when it is asked to, and knows it the next time", async () => {
      knownHosts("# no newline at the end");
      const notices: string[] = [];
      const unknown = withAddress(proxied, { hostKeys: [] });
      const options = { timeoutMs: 20_000, acceptNewHostKeys: true, notice: (message: string) => notices.push(message) };
      (await transport().connect(unknown, options)).close();
      expect(notices).to.have.length(1);
      expect(notices[0]).to.match(/^Recorded the host key of \[127\.0\.0\.1\]:\d+ ssh-ed25519 SHA256:/);
      const file = join(home, ".ssh/known_hosts");
      expect(readFileSync(file, "utf8")).to.match(/^# no newline at the end\n\[127\.0\.0\.1\]:\d+ ssh-ed25519 \S+\n$/);
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      (await connectTo(transport(), unknown)).close();
    });

    it("asks for the key that is known, whichever algorithm it has", async () => {
      for (const hostKey of direct.address.hostKeys) (await connectTo(transport(), withAddress(proxied, { hostKeys: [hostKey] }))).close();
    });

    it("says which keys sshd refused and which could not be offered", async () => {
      const failure = await rejection(connectTo(transport(), withAddress(proxied, { privateKeyFile: makeKey("wrong") })));
      expect(failure).to.include({ code: "AUTH_FAILED", where: host });
      expect(failure.message).to.match(/as root: sshd refused the one key that was offered$/);

      const encrypted = makeKey("encrypted", "secret");
      const before = proxy.accepted();
      const none = await rejection(connectTo(transport(), withAddress(proxied, { privateKeyFile: encrypted })));
      expect(none).to.include({ code: "AUTH_FAILED" });
      expect(none.message).to.contain("there is no key to offer").and.to.contain(`${encrypted} is encrypted`);
      expect(proxy.accepted()).to.equal(before);
    });

    it("logs in with a key of the agent", async () => {
      const socket = join(home, "agent");
      const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: ["ignore", "pipe", "ignore"] });
      try {
        await once(agent.stdout, "data");
        const key = direct.address.privateKeyFile ?? "";
        for (const file of [makeKey("first"), key])
          execFileSync("ssh-add", ["-q", file], { env: { SSH_AUTH_SOCK: socket }, stdio: "ignore" });
        const connection = await connectTo(transport({ SSH_AUTH_SOCK: socket }), withAddress(proxied, { privateKeyFile: undefined }));
        expect((await everything(await connection.exec("id -un"))).toString()).to.equal("root\n");
        expect(connection.handshakes).to.equal(7);
        connection.close();
      } finally {
        agent.kill();
      }
    });

    it("makes as many round trips as it says", async () => {
      const slow = await tcpProxy({ host: direct.address.host, port: 22 }, { delayMs: 50 });
      const logins: { readonly roundTrips: number; readonly handshakes: number }[] = [];
      for (let login = 0; login < 5; login++) {
        const begun = performance.now();
        const connection = await connectTo(transport(), withAddress(direct, { host: "127.0.0.1", port: slow.port }));
        logins.push({ roundTrips: (performance.now() - begun) / 100, handshakes: connection.handshakes });
        connection.close();
      }
      slow.close();
      // What a busy machine adds is least in the quickest one.
      const [{ roundTrips, handshakes } = expect.fail("no login")] = logins.sort((a, b) => a.roundTrips - b.roundTrips);
      // The one for TCP ends at the proxy.
      expect(roundTrips).to.be.within(handshakes - 1, handshakes + 1);
    });

    it("tells a connection that was cut", async () => {
      const connection = await connectTo(transport(), proxied);
      const channel = await connection.exec("echo begun; exec sleep 60");
      await channel.output[Symbol.asyncIterator]().next();
      proxy.cut();
      expect(await rejection(everything(channel))).to.include({ code: "CONNECTION_LOST", where: host });
      expect(await channel.exit).to.equal(undefined);
      expect(await rejection(connection.exec("true"))).to.include({ code: "CONNECTION_LOST" });
    });

    it("notices a silent cut by three unanswered signs of life", async () => {
      const frozen = await tcpProxy({ host: direct.address.host, port: 22 });
      const connection = await connectTo(transport({}, 200), withAddress(direct, { host: "127.0.0.1", port: frozen.port }));
      const channel = await connection.exec("echo begun; exec sleep 60");
      await channel.output[Symbol.asyncIterator]().next();
      frozen.freeze();
      const begun = performance.now();
      expect(await rejection(everything(channel))).to.include({ code: "CONNECTION_LOST" });
      expect(performance.now() - begun).to.be.within(600, 3000);
      frozen.close();
    });

    it("brings 34 hosts at one sshd with its default MaxStartups in", async () => {
      const connections = await Promise.all(Array.from({ length: 34 }, () => connectTo(transport(), direct)));
      const outputs = await Promise.all(connections.map(async (connection) => everything(await connection.exec("printf here"))));
      expect(outputs.map(String)).to.deep.equal(Array.from({ length: 34 }, () => "here"));
      for (const connection of connections) connection.close();
    });
  });
});

async function sandboxHost(name: string): Promise<Host> {
  return (await fleetUp()).host(name);
}

async function inContainer(name: string): Promise<Host> {
  const { prefix, host } = await fleetUp();
  return withAddress(host(name), { connection: "docker", host: containerName(prefix, name) });
}

function withAddress(host: Host, address: Partial<Address>): Host {
  return { ...host, address: { ...host.address, ...address } };
}
