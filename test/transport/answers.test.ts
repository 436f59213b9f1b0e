import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { whyNoConnection, whyNoPage } from "../../src/transport/answers.ts";

describe("what answers the controller", () => {
  let server: Server;
  let port = 0;
  before((done) => {
    server = createServer((request, response) => {
      if (request.url === "/slow") return;
      response.writeHead(Number(request.url?.slice(1)), { location: "/500" }).end("body");
    }).listen(0, "127.0.0.1", () => {
      ({ port } = server.address() as AddressInfo);
      done();
    });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("is a port that takes a connection", async () => {
    expect(await whyNoConnection("127.0.0.1", port, 1000)).to.equal(undefined);
    expect(await whyNoConnection("localhost", port, 1000)).to.equal(undefined);
    expect(await whyNoConnection("127.0.0.1", 1, 1000)).to.equal("connect ECONNREFUSED 127.0.0.1:1");
    expect(await whyNoConnection("no-such-host.invalid", 80, 5000)).to.match(/no-such-host/);
  });

  it("is a page with a status of 200 to 399, which is not followed elsewhere", async () => {
    const page = (path: string): string => `http://127.0.0.1:${port}/${path}`;
    expect(await whyNoPage(page("200"), 1000)).to.equal(undefined);
    expect(await whyNoPage(page("302"), 1000)).to.equal(undefined);
    expect(await whyNoPage(page("503"), 1000)).to.equal(`${page("503")} answers with status 503`);
    expect(await whyNoPage(page("slow"), 100)).to.match(/timeout/);
    expect(await whyNoPage("http://127.0.0.1:1/", 1000)).to.match(/refused|bad port/i);
  });
});
