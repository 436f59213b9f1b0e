import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { repository } from "../../support/repository.ts";

const host = join(repository, "roles/geo-map/host");

/** `a` judges; `b` has two families. */
const orders = `geosteer-orders 1
host a 192.0.2.1 -
host b 192.0.2.2 2001:db8::2
host c 192.0.2.3 -
service web a,b,c
check web http 80 web.example.org / 200-399 - 2000
witness 198.51.100.1
end 7
`;

/** In the order of the transfers: a, b, b by IPv6, c. */
const [OK, REFUSED, SICK] = ["0 200 0.01", "7 000 0 Failed to connect", "0 503 0.01"];
const well = [OK, OK, OK, OK];

/** What a round is given beside its results. */
interface Round {
  readonly results: readonly string[];
  readonly unrouted?: readonly string[];
  /** The families without a witness. */
  readonly cut?: string;
  /** Seconds since the round before. */
  readonly after?: number;
}

describe("the judge of name servers", () => {
  let folder: string;
  let now: number;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "geosteer-judge-"));
    now = 1_700_000_000;
    for (const name of ["state", "health", "drains"]) write(name, "");
    write("orders", orders);
    awk("checks.awk", { pairs: "pairs", routes: "routes", interval: "5" }, ["orders"]);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
  }

  function read(name: string): readonly string[] {
    return readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1);
  }

  function awk(program: string, variables: Readonly<Record<string, string>>, files: readonly string[]): string {
    const words = Object.entries(variables).flatMap(([name, value]) => ["-v", `${name}=${value}`]);
    const { stdout, stderr } = spawnSync("awk", [...words, "-f", join(host, program), ...files], { cwd: folder, encoding: "utf8" });
    expect(stderr).to.equal("");
    return stdout;
  }

  /** Judges as the agent does: a second time where it is asked for witnesses. Returns what is told. */
  function judge({ results, unrouted = [], cut = "none", after = 5 }: Round): readonly string[] {
    now += after;
    write("results", results.map((result, index) => `${index + 1} ${result}\n`).join(""));
    write("unrouted", unrouted.map((address) => `${address}\n`).join(""));
    const files = ["orders", "drains", "state", "health", "unrouted", "pairs", "results"].flatMap((name) => [`reading=${name}`, name]);
    const settings = { now: String(now), self: "a", fall: "3", rise: "2", interval: "5", state: "state.new", health: "health.new" };
    const first = awk("judge.awk", { ...settings, cut: "" }, files);
    const told = first.startsWith("silent? ") ? awk("judge.awk", { ...settings, cut }, files) : first;
    for (const name of ["state", "health"]) write(name, readFileSync(join(folder, `${name}.new`), "utf8"));
    return told.split("\n").slice(0, -1);
  }

  function rounds(count: number, round: Round): readonly string[] {
    return Array.from({ length: count }, () => judge(round)).flat();
  }

  for (const { title, results, reason } of [
    { title: "refuses", results: [OK, OK, OK, REFUSED], reason: "Failed to connect" },
    { title: "answers with a wrong status", results: [OK, OK, OK, SICK], reason: "HTTP status 503" },
    { title: "does not answer in time", results: [OK, OK, OK], reason: "no answer in time" },
  ]) {
    it(`leaves out who ${title} at the third failure in a row, and takes it back at the second success`, () => {
      rounds(2, { results });
      judge({ results: well });
      expect(rounds(2, { results })).to.deep.equal([]);
      expect(judge({ results }).map((line) => JSON.parse(line) as unknown)).to.deep.equal([
        { event: "down", service: "web", host: "c", reason, message: `c does not serve web any more: ${reason}` },
      ]);
      expect(read("health")).to.deep.equal(["down web c"]);
      expect(judge({ results: well })).to.deep.equal([]);
      expect(judge({ results: well })[0]).to.include('"event":"up","service":"web","host":"c"');
      expect(read("health")).to.deep.equal([]);
    });
  }

  it("leaves out who fails in one of its families, unless this host has no way in that family", () => {
    const results = [OK, OK, REFUSED, OK];
    rounds(9, { results, unrouted: ["2001:db8::2"] });
    expect(read("health")).to.deep.equal([]);
    rounds(3, { results });
    expect(read("health")).to.deep.equal(["down web b"]);
  });

  it("leaves alone whom it has no way to at all", () => {
    rounds(9, { results: [OK, OK, OK, REFUSED], unrouted: ["192.0.2.3"] });
    expect(read("state").at(-1)).to.match(/^web c up .* not known: there is no way to it from here$/);
    expect(read("health")).to.deep.equal([]);
  });

  it("keeps all others where neither they nor a witness answer, and goes on from there", () => {
    const results = [OK, REFUSED, REFUSED, REFUSED];
    const told = rounds(9, { results, cut: "4 6 none" });
    expect(told.map((line) => (JSON.parse(line) as { event: string; family: string }).family)).to.deep.equal(["IPv4", "IPv6"]);
    expect(read("health")).to.deep.equal([]);
    expect(judge({ results: well }).join()).to.match(/"connected","family":"IPv4".*"connected","family":"IPv6"/);
    expect(rounds(2, { results })).to.deep.equal([]);
    judge({ results });
    expect(read("health")).to.deep.equal(["down web b", "down web c"]);
  });

  it("judges itself while it is cut off, and others by the family that is not", () => {
    rounds(3, { results: [SICK, REFUSED, REFUSED, REFUSED], cut: "4 6 none" });
    expect(read("health")).to.deep.equal(["down web a"]);
    rounds(2, { results: [OK, REFUSED, OK, REFUSED], cut: "4 none" });
    expect(read("health")).to.deep.equal([]);
    expect(read("state").filter((line) => line.startsWith("cut"))).to.have.length(1);
    rounds(3, { results: [OK, OK, REFUSED, OK], cut: "none" });
    expect(read("health")).to.deep.equal(["down web b"]);
  });

  it("keeps the last map where nothing is well, also of those that nobody drained", () => {
    rounds(3, { results: [OK, OK, OK, SICK] });
    rounds(3, { results: [SICK, SICK, SICK, SICK] });
    expect(read("health")).to.deep.equal(["down web c"]);
    rounds(2, { results: well });
    write("drains", "a 1700000000 arya\n");
    rounds(3, { results: [OK, SICK, SICK, SICK] });
    expect(read("health")).to.deep.equal([]);
  });

  it("doubles with each change what who comes and goes has to pass, to five minutes at most, and forgets it after ten", () => {
    const sick = { results: [OK, OK, OK, SICK], after: 1 };
    const passesUntilBack = (): number => {
      rounds(3, sick);
      expect(read("health"), "falling is never slowed").to.deep.equal(["down web c"]);
      for (let passes = 1; passes < 100; passes++) {
        judge({ results: well, after: 1 });
        if (read("health").length === 0) return passes;
      }
      return 100;
    };
    expect([1, 2, 3, 4, 5].map(passesUntilBack)).to.deep.equal([2, 2, 8, 32, 60]);
    judge({ results: well, after: 700 });
    expect(passesUntilBack()).to.equal(2);
  });

  it("remembers over a restart of the host who was left out", () => {
    rounds(3, { results: [OK, OK, OK, SICK] });
    write("state", "");
    judge({ results: well });
    expect(read("health")).to.deep.equal(["down web c"]);
    judge({ results: well });
    expect(read("health")).to.deep.equal([]);
  });
});
