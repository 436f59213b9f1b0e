// Started by page-client.ts in the network namespace of a host: asks services for a page, and prints what it has seen when its standard input ends.
import { request } from "node:http";
import { text } from "node:stream/consumers";
import process from "node:process";

interface Asked {
  readonly at: number;
  readonly isAnswered: boolean;
}

const services = JSON.parse(process.argv[2] ?? "[]") as readonly { name: string; port: number; everyMs: number }[];
const asked: Record<string, Promise<Asked>[]> = {};

const timers = services.map(({ name, port, everyMs }) => {
  const all = (asked[name] = [] as Promise<Asked>[]);
  return setInterval(() => all.push(ask(port)), everyMs);
});
process.stdout.write("asking\n");
await text(process.stdin);
for (const timer of timers) clearInterval(timer);
for (const { name } of services) process.stdout.write(`${JSON.stringify([name, await Promise.all(asked[name] ?? [])])}\n`);

/** Asks on a connection of its own, and waits two seconds at most. */
async function ask(port: number): Promise<Asked> {
  const at = performance.now();
  const isAnswered = await new Promise<boolean>((resolve) => {
    const question = request({ host: "127.0.0.1", port, path: "/healthz", agent: false, timeout: 2000 }, (response) => {
      response.resume().on("end", () => {
        resolve(response.statusCode === 200);
      });
    });
    question.on("timeout", () => question.destroy(new Error("no answer in time")));
    question.on("error", () => {
      resolve(false);
    });
    question.end();
  });
  return { at, isAnswered };
}
