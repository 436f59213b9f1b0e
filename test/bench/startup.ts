import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import type { BenchFleet } from "./bench-fleet.ts";
import { runChild, unfit } from "./child.ts";
import type { Lineup } from "./lineup.ts";
import type { Contender } from "./measure.ts";
import { applyWords } from "./ours.ts";

const RESOURCES = 44;

/** What a user waits for before anything happens: the help, and an apply's first connection. */
export async function startup(fleet: BenchFleet): Promise<Lineup> {
  return { contenders: [help(), await connect(fleet)], skipped: [] };
}

function help(): Contender {
  return {
    name: "help",
    async run() {
      const ended = await runChild([process.execPath, "bin/infra.js", "--help"]);
      if (ended.status !== 0) throw unfit("--help", "it failed", ended);
      return { seconds: ended.seconds };
    },
  };
}

/** From before the process is made until its connection arrives at a port of this machine, which then hangs up. */
async function connect({ hosts, folder }: BenchFleet): Promise<Contender> {
  const server = await listen();
  const inventoryFile = join(folder, "startup.yml");
  await writeFile(inventoryFile, renderInventory(server, hosts[0]?.address.privateKeyFile ?? ""));
  return {
    name: "connect",
    async run() {
      const begun = performance.now();
      const ended = runChild(applyWords({ fleet: { inventoryFile }, resources: RESOURCES }));
      const arrival = hangUp(server).then(() => (performance.now() - begun) / 1000);
      const seconds = await Promise.race([arrival, ended.then(() => undefined)]);
      if (seconds === undefined) throw unfit("the start of apply", "it ended before it connected", await ended);
      await ended;
      return { seconds };
    },
  };
}

/** Waits for a connection and closes it. */
function hangUp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.once("connection", (socket) => {
      resolve();
      socket.destroy();
    });
  });
}

async function listen(): Promise<Server> {
  const server = createServer().listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return server;
}

function renderInventory(server: Server, privateKeyFile: string): string {
  const { port } = server.address() as AddressInfo;
  const host = { ansible_host: "127.0.0.1", ansible_port: port, ansible_user: "root", ansible_ssh_private_key_file: privateKeyFile };
  return JSON.stringify({ all: { hosts: { here: host } } });
}
