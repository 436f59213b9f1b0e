import { expect } from "chai";
import { readStacks } from "../../src/formats/check-stacks.ts";
import { normalStack } from "../../src/formats/normal-stack.ts";
import { DIGEST_LABEL, renderStack } from "../../src/formats/render-stack.ts";
import { renderYaml } from "../../src/formats/render-yaml.ts";
import { Secret, unsealed } from "../../src/model/secret.ts";
import { quote } from "../../src/shell/quote.ts";
import { composeCases } from "../support/compose-cases.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";

const HOST = "us";

type Keys = Readonly<Record<string, unknown>>;

function rendered(file: Keys): string {
  const stack = readStacks({ stack: file }).stacks["stack"];
  if (stack === undefined) throw new Error("it was accepted");
  return unsealed(renderStack(normalStack(stack, { name: "stack" }), { folder: "/srv/stack", contents: new Map() }).text);
}

/** What Compose reads, without what we fill in or write otherwise: init, logs, the loopback, our label, and rights, which it misreads in quotes. */
function bare(file: Keys): Keys {
  const services = Object.entries(file["services"] as Record<string, Keys>).map(([name, service]) => {
    const kept = Object.entries(service).filter(([key]) => !/^(?:init|logging|labels|ports|secrets|x-.*)$/.test(key));
    const labels = Object.fromEntries(Object.entries((service["labels"] ?? {}) as Keys).filter(([key]) => key !== DIGEST_LABEL));
    const ports = ((service["ports"] ?? []) as Keys[]).map((port) =>
      port["host_ip"] === "127.0.0.1" ? { ...port, host_ip: undefined } : port,
    );
    const secrets = ((service["secrets"] ?? []) as Keys[]).map((one) => ({ ...one, mode: undefined }));
    return [name, { ...Object.fromEntries(kept), labels, ports: plain(ports), secrets: plain(secrets) }] as const;
  });
  const top = Object.entries(file).filter(([key]) => !key.startsWith("x-"));
  return { ...Object.fromEntries(top), services: Object.fromEntries(services) };
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe("real Compose and our schema", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp();
    fleet.sh(HOST, "apt-get -qq update && apt-get -qqy install docker-compose >/dev/null && mkdir -p /srv/stack && touch /srv/stack/a.env");
  });

  /** What `docker compose config` says of each file. */
  function verdicts(files: readonly string[]): readonly ("accepts" | "refuses")[] {
    const each = files.map((text) => `printf %s ${quote(text)} | docker compose -f - config -q 2>/dev/null; echo $?`);
    const codes = fleet
      .sh(HOST, ["cd /srv/stack", ...each].join("\n"))
      .trim()
      .split("\n");
    return codes.map((code) => (code === "0" ? "accepts" : "refuses"));
  }

  /** What Compose makes of each file, whole. */
  function readings(files: readonly string[]): readonly Keys[] {
    const each = files.map(
      (text) => `printf %s ${quote(text)} | docker compose -f - --profile '*' config --format json 2>/dev/null; printf '\\0'`,
    );
    return fleet
      .sh(HOST, ["cd /srv/stack", ...each].join("\n"))
      .split("\0")
      .slice(0, -1)
      .map((text) => JSON.parse(text) as Keys);
  }

  it("is the Compose that the cases are for", () => {
    expect(fleet.sh(HOST, "docker compose version --short")).to.match(/^v?2\.26\./);
  });

  it("are of one opinion, or of two for a reason", () => {
    const seen = verdicts(composeCases.map(({ file }) => renderYaml({ name: "stack", ...file })));
    const wrong = composeCases.flatMap(({ title, compose }, index) =>
      seen[index] === compose ? [] : [`${title}: Compose ${seen[index]}`],
    );
    expect(seen).to.have.length(composeCases.length);
    expect(wrong).to.deep.equal([]);
  });

  it("are of one opinion about what we render: all but what needs a newer Compose is accepted", () => {
    const ours = composeCases.filter((one) => one.ours === "accepts");
    const seen = verdicts(ours.map(({ file }) => rendered(file)));
    const wrong = ours.flatMap(({ title }, index) => (seen[index] === "accepts" ? [] : [title]));
    expect(wrong).to.deep.equal(ours.filter(({ because }) => because?.startsWith("Compose ")).map(({ title }) => title));
  });

  it("read the same in what we render, but for what we fill in", () => {
    const cases = composeCases.filter(({ ours, compose }) => ours === "accepts" && compose === "accepts");
    const given = readings(cases.map(({ file }) => renderYaml({ name: "stack", ...file })));
    const seen = readings(cases.map(({ file }) => rendered(file)));
    expect(seen).to.have.length(cases.length);
    const differing = cases.flatMap(({ title }, index) => {
      const [was, is] = [given, seen].map((all) => JSON.stringify(bare(all[index] ?? {})));
      return was === is ? [] : [{ title, was, is }];
    });
    expect(differing).to.deep.equal([]);
  });

  it("read an environment as it was given, and a secret literally, whatever is in it", () => {
    const odd = [
      "a$b",
      "$$",
      "${X}",
      `a'b"c\\d`,
      "yes",
      "0123",
      "1e3",
      "0x10",
      "null",
      "~",
      "a\nb: c\n",
      " x ",
      "#x",
      "ä€😀",
      "\t",
      "{{ a }}",
      "",
    ];
    const named = odd.map((text, index) => [`V${index}`, text] as const);
    const plainOnes = Object.fromEntries(named.map(([name, text]) => [name, text.replaceAll("$", "$$$$")]));
    const secrets = Object.fromEntries(named.map(([name, text]) => [name, new Secret([name], text)]));
    const files = [plainOnes, secrets].map((environment) => rendered({ services: { web: { image: "a", environment } } }));
    const seen = readings(files).map(
      (file) => (file["services"] as Record<string, { environment: Record<string, string> }>)["web"]?.environment,
    );
    for (const environment of seen) {
      // What it prints is a Compose file again, with dollar signs written twice.
      expect(Object.entries(environment ?? {}).map(([name, text]) => [name, text.replaceAll("$$", "$")])).to.have.deep.members(named);
    }
  });
});
