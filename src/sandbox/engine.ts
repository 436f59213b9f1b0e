import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import Docker from "dockerode";
import { Failure } from "../model/failure.ts";

/** Connects to the Docker engine of `DOCKER_HOST`, or of this machine; fails with what to do when none answers. */
export async function openEngine(): Promise<Docker> {
  const engine = new Docker();
  try {
    await engine.ping();
  } catch (cause) {
    throw new Failure("SANDBOX", "docker engine", "Cannot reach the Docker engine: it does not answer", {
      hint: "On Debian, `node scripts/engine.mjs` as root installs and starts one; elsewhere see https://docs.docker.com/engine/install.",
      cause,
    });
  }
  return engine;
}

/** Does one thing with the engine; what it refuses becomes a failure that says what was being done. */
export async function attempt<Result>(where: string, action: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("SANDBOX", where, `Cannot ${action}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Resolves to `undefined` where the engine answers that there is no such thing. */
export async function ifThere<Result>(question: Promise<Result>): Promise<Result | undefined> {
  try {
    return await question;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/** Did the engine answer with this HTTP status? */
export function isStatus(error: unknown, status: number): boolean {
  return error instanceof Error && "statusCode" in error && error.statusCode === status;
}

/** The value of a label; the engine says `null` where there are none at all. */
export function labelOf(labels: Readonly<Record<string, string>> | null | undefined, name: string): string | undefined {
  return labels?.[name];
}

/** Runs a program in a running container and returns its standard output; another exit status than 0 is an error with its words. */
export async function runInside(engine: Docker, { container, words }: { container: string; words: readonly string[] }): Promise<string> {
  const exec = await engine.getContainer(container).exec({ Cmd: [...words], AttachStdout: true, AttachStderr: true });
  const [stdout, stderr] = await collect(engine, await exec.start({ hijack: true, stdin: false }));
  const { ExitCode } = await exec.inspect();
  if (ExitCode !== 0) throw new Error(`${words[0] ?? ""} ended with status ${ExitCode}: ${stderr.trim()}`);
  return stdout;
}

/** Runs a program in a container made for it alone and returns its standard output; another exit status than 0 is an error with its words. */
export async function runOnce(engine: Docker, options: Docker.ContainerCreateOptions): Promise<string> {
  const container = await engine.createContainer({ ...options, AttachStdout: true, AttachStderr: true });
  try {
    const output = collect(engine, await container.attach({ stream: true, stdout: true, stderr: true }));
    await container.start();
    await container.wait();
    const [stdout, stderr] = await output;
    const { ExitCode } = (await container.inspect()).State;
    if (ExitCode !== 0) throw new Error(`${options.Cmd?.[0] ?? ""} ended with status ${ExitCode}: ${stderr.trim()}`);
    return stdout;
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** Parts the engine's one stream into standard output and standard error. */
function collect(engine: Docker, stream: NodeJS.ReadableStream): Promise<[string, string]> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  engine.modem.demuxStream(stream, stdout, stderr);
  for (const event of ["end", "close", "error"]) {
    stream.on(event, () => {
      stdout.end();
      stderr.end();
    });
  }
  return Promise.all([text(stdout), text(stderr)]);
}
