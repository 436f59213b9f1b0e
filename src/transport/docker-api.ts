import { Agent } from "node:http";
import type { Readable } from "node:stream";
import Docker from "dockerode";
import { Failure } from "../model/failure.ts";
import type { Channel } from "../model/transport.ts";
import { channelSocket } from "./channel-socket.ts";
import { type FramePart, frameParts } from "./docker-frames.ts";

/** A container, as the engine lists it. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  /** Compose's project and service; `undefined` where something else made it. */
  readonly stack: string | undefined;
  readonly service: string | undefined;
}

/** Which part of a log is read. */
export interface LogWish {
  /** Goes on with what is printed from now on. */
  readonly follow: boolean;
  /** So many lines from the end. */
  readonly tail: number | "all";
  /** Seconds since 1970; nothing older. */
  readonly since?: number | undefined;
  /** The time of each line stands before it. */
  readonly timestamps: boolean;
  readonly signal: AbortSignal;
}

/** What is asked of a host's Docker engine. */
export interface DockerApi {
  /** All containers, those that are stopped too. */
  containers(): Promise<readonly ListedContainer[]>;
  logs(id: string, wish: LogWish): AsyncIterable<FramePart>;
}

/** Speaks with a Docker engine (dockerode) over a channel that leads to its socket; one request after the other. */
export function dockerApi(channel: Channel, host: string): DockerApi {
  const socket = channelSocket(channel);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = () => socket;
  // All that the environment says of another engine (DOCKER_HOST and its kin) is overruled.
  const docker = new Docker({
    agent,
    protocol: "http",
    host: "docker",
    port: 80,
    pathPrefix: "/",
    timeout: undefined,
  } as Docker.DockerOptions);
  const failed = (cause: unknown): Failure => {
    const words = cause instanceof Error ? cause.message.trim() : String(cause);
    return new Failure("DOCKER_UNUSABLE", host, `Cannot ask Docker on ${host}: ${words}`, { cause });
  };
  return {
    async containers() {
      const listed = await docker.listContainers({ all: true }).catch((cause: unknown) => {
        throw failed(cause);
      });
      return listed.map(({ Id, Names, Labels }) => ({
        id: Id,
        name: (Names[0] ?? "").replace(/^\//, ""),
        stack: Labels["com.docker.compose.project"],
        service: Labels["com.docker.compose.service"],
      }));
    },
    async *logs(id, wish) {
      try {
        const { Config } = await docker.getContainer(id).inspect();
        const stream = await openLog(docker, id, wish);
        if (Config.Tty) for await (const bytes of stream) yield { from: "stdout", bytes: bytes as Uint8Array };
        else yield* frameParts(stream);
      } catch (cause) {
        if (!wish.signal.aborted) throw failed(cause);
      }
    },
  };
}

/** As a stream in any case: of a log that is not followed, dockerode's own call makes one text, and a value of what looks like JSON. */
async function openLog(docker: Docker, id: string, { follow, tail, since, timestamps, signal }: LogWish): Promise<Readable> {
  const options = { stdout: true, stderr: true, follow, tail, timestamps, ...(since !== undefined && { since }) };
  return await new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        path: `/containers/${id}/logs?`,
        method: "GET",
        options,
        isStream: true,
        abortSignal: signal,
        statusCodes: { 200: true, 404: "no such container", 500: "server error" },
      },
      (error: Error | null, stream: unknown) => {
        if (error === null) resolve(stream as Readable);
        else reject(error);
      },
    );
  });
}
