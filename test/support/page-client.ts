import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Fleet } from "./fleet.ts";
import { repository } from "./repository.ts";

/** What a client has seen of one service. */
export interface Served {
  readonly asked: number;
  readonly failed: number;
  /** The longest time between two requests that were answered, milliseconds. */
  readonly gapMs: number;
}

interface Asked {
  readonly at: number;
  readonly isAnswered: boolean;
}

const LOOP = join(repository, "dist/test/support/page-client-loop.js");

/** A client on a host that asks one service fifty times a second, and others four times, whether it still waits for an answer or not. */
export class Client<Service extends string> {
  readonly #process: ChildProcess;
  readonly #output: Promise<string>;

  private constructor(child: ChildProcess, output: Promise<string>) {
    this.#process = child;
    this.#output = output;
  }

  /** Starts one; it is asking when this resolves. One process for all, in the host's network: what it takes of the machine is little. */
  static async start<Service extends string>(
    { prefix }: Fleet,
    host: string,
    ports: Readonly<Record<Service, number>>,
    watched: NoInfer<Service>,
  ): Promise<Client<Service>> {
    const pid = execFileSync("docker", ["inspect", "--format", "{{.State.Pid}}", `${prefix}-${host}`], { encoding: "utf8" }).trim();
    const services = Object.entries(ports).map(([name, port]) => ({ name, port, everyMs: name === watched ? 20 : 250 }));
    const words = ["-t", pid, "-n", process.execPath, LOOP, JSON.stringify(services)];
    const child = spawn("nsenter", words, { stdio: ["pipe", "pipe", "inherit"] });
    const output = text(child.stdout);
    await Promise.race([once(child.stdout, "data"), once(child, "close").then(() => Promise.reject(new Error("the client has ended")))]);
    return new Client<Service>(child, output);
  }

  /** Ends it, and tells what it has seen. */
  async end(): Promise<Readonly<Record<Service, Served>>> {
    this.#process.stdin?.end();
    const told = (await this.#output)
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => JSON.parse(line) as [Service, Asked[]]);
    return Object.fromEntries(told.map(([service, asked]) => [service, served(asked)])) as Record<Service, Served>;
  }
}

function served(asked: readonly Asked[]): Served {
  const answered = asked.filter(({ isAnswered }) => isAnswered).map(({ at }) => at);
  const gaps = answered.slice(1).map((at, index) => at - (answered[index] ?? at));
  return { asked: asked.length, failed: asked.length - answered.length, gapMs: Math.round(Math.max(0, ...gaps)) };
}
