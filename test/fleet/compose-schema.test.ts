import { expect } from "chai";
import { readStacks } from "../../src/formats/check-stacks.ts";
import { normalStack } from "../../src/formats/normal-stack.ts";
import { renderStack } from "../../src/formats/render-stack.ts";
import { renderYaml } from "../../src/formats/render-yaml.ts";
import { unsealed } from "../../src/model/secret.ts";
import { quote } from "../../src/shell/quote.ts";
import { composeCases } from "../support/compose-cases.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";

const HOST = "us";

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
    const texts = ours.map(({ file }) => {
      const { stacks } = readStacks({ stack: file });
      const stack = stacks["stack"];
      if (stack === undefined) throw new Error("it was accepted");
      return unsealed(renderStack(normalStack(stack, { name: "stack" }), { folder: "/srv/stack", contents: new Map() }).text);
    });
    const seen = verdicts(texts);
    const wrong = ours.flatMap(({ title }, index) => (seen[index] === "accepts" ? [] : [title]));
    expect(wrong).to.deep.equal(ours.filter(({ because }) => because?.startsWith("Compose ")).map(({ title }) => title));
  });
});
