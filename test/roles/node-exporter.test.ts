import { expect } from "chai";
import type { z } from "zod";
import { nodeExporter } from "../../roles/node-exporter/role.ts";
import { blob } from "../../src/model/blob.ts";
import { askWith } from "../support/fake-ask.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

/** The options file that is there, and how the exporter runs with it. */
interface Present {
  readonly text: string | undefined;
  readonly active: string;
}

/** The exporter's options on a host whose interface has these addresses. */
async function optionsOn(
  addresses: readonly string[],
  vars: z.input<typeof nodeExporter.vars>,
  { text, active }: Present = { text: undefined, active: "inactive" },
): Promise<string> {
  const [defaults] = roleOn(nodeExporter, hostNamed("eu"), vars);
  const ask = askWith({
    "path-state": () => ({ type: "absent" }),
    "interface-addresses": () => addresses,
    "file-text": () => (text === undefined ? { type: "absent" } : { type: "file", text, mode: "0644" }),
    "unit-state": () => ({ active }),
  });
  const changes = await defaults?.plan(ask);
  const source = changes?.[0]?.blobs[0]?.source ?? blob("").source;
  return "bytes" in source ? Buffer.from(source.bytes).toString() : "";
}

describe("role node-exporter", () => {
  const cases: readonly { title: string; addresses: readonly string[]; vars: z.input<typeof nodeExporter.vars>; options: string }[] = [
    { title: "the tailnet's address", addresses: ["100.64.0.7", "2001:db8::7"], vars: {}, options: "--web.listen-address=100.64.0.7:9100" },
    { title: "loopback where there is no tailnet", addresses: [], vars: {}, options: "--web.listen-address=127.0.0.1:9100" },
    { title: "an address of version 6", addresses: ["2001:db8::7"], vars: {}, options: "--web.listen-address=[2001:db8::7]:9100" },
    {
      title: "all addresses when that is asked for",
      addresses: ["100.64.0.7"],
      vars: { address: "0.0.0.0" },
      options: "--web.listen-address=0.0.0.0:9100",
    },
    {
      title: "another port, with further options",
      addresses: [],
      vars: { port: 9101, args: ["--collector.systemd", "--collector.netdev.device-exclude=^(veth.*|lo)$"] },
      options: "--web.listen-address=127.0.0.1:9101 --collector.systemd --collector.netdev.device-exclude=^(veth.*|lo)$",
    },
  ];
  for (const { title, addresses, vars, options } of cases) {
    it(`listens on ${title}`, async () => {
      expect(await optionsOn(addresses, vars)).to.equal(`ARGS='${options}'\n`);
    });
  }

  const addressed = (address: string): string => `ARGS='--web.listen-address=${address}'\n`;
  const LOOPBACK = addressed("127.0.0.1:9100");
  const away: readonly { title: string; text: string; active?: string; expected: string }[] = [
    { title: "stays on the tailnet", text: addressed("100.127.0.7:9100"), expected: addressed("100.127.0.7:9100") },
    {
      title: "stays on the tailnet's version 6",
      text: addressed("[fd7a:115c:a1e0::7]:9100"),
      expected: addressed("[fd7a:115c:a1e0::7]:9100"),
    },
    { title: "leaves an address that is no tailnet's", text: addressed("100.128.0.7:9100"), expected: LOOPBACK },
    { title: "leaves all addresses", text: addressed("0.0.0.0:9100"), expected: LOOPBACK },
    { title: "leaves the tailnet when it does not run", text: addressed("100.64.0.7:9100"), active: "activating", expected: LOOPBACK },
    { title: "leaves the tailnet for another port", text: addressed("100.64.0.7:9101"), expected: LOOPBACK },
  ];
  for (const { title, text, active = "active", expected } of away) {
    it(`${title} while the interface is away`, async () => {
      expect(await optionsOn([], {}, { text, active })).to.equal(expected);
    });
  }

  it("follows the tailnet to another address", async () => {
    expect(await optionsOn(["100.64.0.8"], {}, { text: addressed("100.64.0.7:9100"), active: "active" })).to.equal(
      addressed("100.64.0.8:9100"),
    );
  });

  it("has its options before its package, which would listen on all addresses", () => {
    expect(roleOn(nodeExporter, hostNamed("eu"), {}).map(({ id }) => id)).to.deep.equal([
      "file:/etc/default/prometheus-node-exporter",
      "aptPackages:node-exporter",
      "systemdUnit:prometheus-node-exporter.service.d/infra.conf",
      "service:prometheus-node-exporter.service",
    ]);
  });

  for (const args of [["--a b"], ["--a='b'"], ["web.listen-address=0.0.0.0:9100"], ["--a\\"]]) {
    it(`refuses the option ${args.join(" ")}`, () => {
      expect(nodeExporter.vars.safeParse({ args }).success).to.equal(false);
    });
  }
});
