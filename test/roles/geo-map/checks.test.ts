import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { repository } from "../../support/repository.ts";

const host = join(repository, "roles/geo-map/host");

const orders = `geosteer-orders 1
host eu 192.0.2.1,192.0.2.9 2001:db8::1
host us 192.0.2.2 -
service mail us
service web eu
check mail tcp 25 - - - - 2000
check web https 443 web.example.org /a"b?c=[1] 200-399 insecure 9000
drained us
witness 2001:db8:53::1
witness 198.51.100.1
end 9
`;

describe("the awk programs of name servers", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "geosteer-awk-"));
    writeFileSync(join(folder, "orders"), orders);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function awk(program: string, variables: readonly string[], files: readonly string[] = ["orders"]): string {
    const words = variables.flatMap((variable) => ["-v", variable]);
    const { stdout, stderr } = spawnSync("awk", [...words, "-f", join(host, program), ...files], { cwd: folder, encoding: "utf8" });
    expect(stderr).to.equal("");
    return stdout;
  }

  it("check each address of each host that runs a service, a transfer each, within the time between two rounds", () => {
    const transfers = awk("checks.awk", ["interval=5", "pairs=pairs", "routes=routes"]).split("next\n");
    const ends = (number: number): string =>
      `output = "/dev/null"\nnoproxy = "*"\nuser-agent = "geosteer"\nwrite-out = "${number} %{exitcode} %{response_code} %{time_connect} %{errormsg}\\n"\n`;
    const page = 'url = "https://web.example.org:443/a\\"b?c=[1]"\ngloboff\n';
    const web = (address: string): string => `${page}connect-to = "::${address}:"\ninsecure\nmax-time = 4.500\n`;
    expect(transfers).to.deep.equal([
      `url = "http://192.0.2.2:25/"\ngloboff\nmax-time = 2.000\n${ends(1)}`,
      `${web("192.0.2.1")}${ends(2)}`,
      `${web("192.0.2.9")}${ends(3)}`,
      `${web("[2001:db8::1]")}${ends(4)}`,
    ]);
    expect(readFileSync(join(folder, "pairs"), "utf8")).to.equal(
      "1 mail us tcp - 192.0.2.2\n2 web eu https 200-399 192.0.2.1\n3 web eu https 200-399 192.0.2.9\n4 web eu https 200-399 2001:db8::1\n",
    );
    const asked = ["192.0.2.2", "192.0.2.1", "192.0.2.9", "2001:db8::1"].map((address) => `route get ${address}\n`);
    expect(readFileSync(join(folder, "routes"), "utf8")).to.equal(asked.join(""));
  });

  it("ask the witnesses of a family, and all where there is none of it", () => {
    expect(awk("witnesses.awk", ["family=4"]).trim()).to.equal("198.51.100.1");
    expect(awk("witnesses.awk", ["family=6"]).trim()).to.equal("[2001:db8:53::1]");
    writeFileSync(join(folder, "orders"), "witness 198.51.100.1\n");
    expect(awk("witnesses.awk", ["family=6"]).trim()).to.equal("198.51.100.1");
  });

  it("refuse to drain a host that is not there, and the last one of a service", () => {
    writeFileSync(join(folder, "drains"), "");
    const refusal = (name: string): string =>
      awk("drains.awk", [`host=${name}`], ["reading=orders", "orders", "reading=drains", "drains"]).trim();
    expect(refusal("uss")).to.equal("there is no host uss");
    expect(refusal("eu")).to.equal("no host would be left for web");
    writeFileSync(join(folder, "orders"), orders.replace("service web eu", "service web eu,us"));
    expect(refusal("eu"), "us is drained by the inventory").to.equal("no host would be left for web");
    writeFileSync(join(folder, "orders"), orders.replace("service web eu", "service web eu,us").replace("drained us\n", ""));
    expect(refusal("eu")).to.equal("");
    writeFileSync(join(folder, "drains"), "us 1700000000 arya\n");
    expect(refusal("eu")).to.equal("no host would be left for web");
  });
});
