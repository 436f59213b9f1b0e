import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Download, downloadKey } from "../../src/model/download.ts";
import { Failures } from "../../src/model/failure.ts";
import { fetchDownloads, knownDownloads } from "../../src/run/fetch-downloads.ts";

const wanted: Download = { package: "@example/data", range: "^2", file: "data.bin", maxAgeDays: 30 };

describe("fetchDownloads", () => {
  let repository: string;
  let fetched: number;
  let notices: string[];
  beforeEach(() => {
    repository = mkdtempSync(join(tmpdir(), "infra-downloads-"));
    [fetched, notices] = [0, []];
  });
  afterEach(() => {
    rmSync(repository, { recursive: true });
  });

  async function fetch(isReachable = true): Promise<string> {
    const paths = await fetchDownloads([wanted, wanted], {
      repository,
      notice: (message) => notices.push(message),
      fetchFile: async ({ file }, folder) => {
        if (!isReachable) throw new Error("no way to the registry");
        fetched += 1;
        writeFileSync(join(folder, file), `version ${fetched}`);
        return await Promise.resolve(join(folder, file));
      },
    });
    return paths.get(downloadKey(wanted)) ?? "";
  }

  function age(path: string, days: number): void {
    const then = new Date(Date.now() - days * 86_400_000);
    utimesSync(path, then, then);
  }

  it("fetches a file once, and keeps it while it is young", async () => {
    const path = await fetch();
    expect(await fetch(false)).to.equal(path);
    expect(readFileSync(path, "utf8")).to.equal("version 1");
    expect([fetched, notices]).to.deep.equal([1, []]);
    expect(readdirSync(join(repository, ".infra/downloads"))).to.deep.equal(["@example+data"]);
    expect([...knownDownloads([wanted], { repository }).values()]).to.deep.equal([path]);
  });

  it("fetches it again when it is old, and goes on with the old one where that fails", async () => {
    const path = await fetch();
    age(path, 31);
    await fetch(false);
    expect(notices).to.deep.equal(["Cannot fetch @example/data again: the file from 31 days ago stays in use"]);
    expect(readFileSync(path, "utf8")).to.equal("version 1");
    await fetch();
    expect(readFileSync(path, "utf8")).to.equal("version 2");
  });

  it("says what cannot be had at all", async () => {
    const message = await fetch(false).then(
      () => "",
      (error: unknown) => (error instanceof Failures ? error.message : ""),
    );
    expect(message).to.include("Cannot fetch data.bin of the npm package @example/data@^2");
    expect(knownDownloads([wanted], { repository }).size).to.equal(0);
    expect(existsSync(join(repository, ".infra/downloads/@example+data/data.bin"))).to.equal(false);
  });

  it("has npm fetch a real package, from the registry that npm is set to", async function () {
    this.timeout(60_000);
    const real: Download = { package: "is-number", range: "^7", file: "package.json", maxAgeDays: 1 };
    const paths = await fetchDownloads([real], { repository, notice: () => undefined });
    expect(JSON.parse(readFileSync([...paths.values()][0] ?? "", "utf8"))).to.include({ name: "is-number" });
  });
});
