import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { tar } from "../../src/sandbox/tar.ts";

/** A server on loopback that offers a package as a registry of npm does, and the same file in an archive to who logs in. */
export interface PackageServer {
  readonly url: string;
  /** Paths that were asked for, with `+login` where a login came along. */
  readonly asked: readonly string[];
  /** What the file holds from now on. */
  content: string;
  /** Whether what is sent fits its digest. */
  isWhole: boolean;
  close(): Promise<void>;
}

/** The package with its one file, and the login that the archive wants. */
export const offered = { package: "@example/data", file: "data.bin", name: "123456", password: "licence_1" } as const;

const BASIC = `Basic ${Buffer.from(`${offered.name}:${offered.password}`).toString("base64")}`;

/** Starts one. The archive at `/archive.tar.gz` is elsewhere, under another name of this machine, where no login is wanted. */
export async function packageServer(): Promise<PackageServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url ?? ""}${request.headers.authorization === undefined ? "" : " +login"}`);
    answer(made, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const made: PackageServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    content: "version 1",
    isWhole: true,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return made;
}

function answer(server: PackageServer, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(request.url ?? "").replace(/\?.*/, "");
  const archive = packed(server);
  const sent = server.isWhole ? archive : packed({ content: "something else" });
  const elsewhere = `${server.url.replace("127.0.0.1", "localhost")}/elsewhere.tar.gz`;
  const isLoggedIn = request.headers.authorization === BASIC;
  if (path === `/${offered.package}`) response.end(JSON.stringify(packument(server, archive)));
  else if (path === "/data-1.0.0.tgz" || path === "/elsewhere.tar.gz") response.end(sent);
  else if (!isLoggedIn) response.writeHead(401).end();
  else if (path === "/archive.tar.gz.sha256") response.end(`${createHash("sha256").update(archive).digest("hex")}  archive.tar.gz\n`);
  else response.writeHead(302, { location: elsewhere }).end();
}

function packed({ content }: Pick<PackageServer, "content">): Buffer {
  const manifest = JSON.stringify({ name: offered.package, version: "1.0.0" });
  const entries = { "package.json": manifest, [offered.file]: content };
  return gzipSync(tar(Object.entries(entries).map(([name, text]) => ({ path: `package/${name}`, mode: 0o644, content: text }))));
}

/** What a registry says of a package: its versions, each with where its archive is and its digest. */
function packument({ url }: PackageServer, archive: Buffer): unknown {
  const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  const version = { name: offered.package, version: "1.0.0", dist: { tarball: `${url}/data-1.0.0.tgz`, integrity } };
  return { name: offered.package, "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": version } };
}
