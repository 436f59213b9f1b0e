import { expect } from "chai";
import { Failures } from "../../src/model/failure.ts";
import { type Sealed, Secret } from "../../src/model/secret.ts";
import { vars } from "./value-of.ts";
import { load } from "./write-folder.ts";

async function fill(text: string): Promise<Sealed> {
  const inventory = await load({ "a.json": JSON.stringify({ web: { hosts: { eu: {} }, vars } }) });
  const host = inventory.host("eu") ?? expect.fail("no host");
  const names = { app_name: "shop", key: new Secret(["vault_key"], "hunter2") };
  return inventory.render(host, { text, file: "configs/shop/app.conf", names });
}

async function refusalsOf(text: string): Promise<readonly string[]> {
  try {
    return [`filled in: ${String(await fill(text))}`];
  } catch (error) {
    if (error instanceof Failures) return error.failures.map(({ where, message }) => `${where}: ${message}`);
    throw error;
  }
}

describe("a template file", () => {
  const good: readonly (readonly [text: string, expected: string])[] = [
    ["plain { text }\n", "plain { text }\n"],
    ["host = {{ inventory_hostname }}\nport = {{ port }}\n", "host = eu\nport = 8080\n"],
    ["{{ port }}", "8080"],
    ["{{ app_name }}: {{ nowhere | default('x') }}\n", "shop: x\n"],
    ["{% for user in users %}\n{{ user.name }}\n{% endfor %}\nend\n", "arya\nmidou\nend\n"],
    ["{% if prefix == 'eu' %}\ncanonical\n{% else %}\nother\n{% endif %}\n", "canonical\n"],
  ];
  for (const [text, expected] of good) {
    it(`is filled in: ${JSON.stringify(text)}`, async () => {
      expect(await fill(text)).to.equal(expected);
    });
  }

  it("is a secret where one went into it", async () => {
    const text = await fill("key = {{ key }}\nhost = {{ prefix }}\n");
    expect(text instanceof Secret && text.reveal()).to.equal("key = hunter2\nhost = eu\n");
    expect(String(text)).to.include("vault_key");
  });

  it("tells every expression that cannot be filled in, with its line, and no name of a loop", async () => {
    const text =
      "a = {{ nowhere }}\n{% for user in users %}\n{{ user.name }}{{ loop.index }}\n{% endfor %}\nb = {{ geo.zone }} {{ port }}\nc = {{ broken }}\n";
    const told = await refusalsOf(text);
    expect(told).to.have.length(3);
    expect(told[0]).to.match(/^configs\/shop\/app.conf:1: Cannot render \{\{ nowhere \}\}: "nowhere" is not defined/);
    expect(told[1]).to.match(/^configs\/shop\/app.conf:5: Cannot render \{\{ geo.zone \}\}: "geo" has no "zone"/);
    expect(told[2]).to.match(/^a.json:1:\d+: Cannot render "\{\{ nowhere \}\}"/);
  });

  it("tells what is no template, and what only the whole of it shows", async () => {
    const [first = ""] = await refusalsOf("a\n{% if %}\n");
    expect(first).to.match(/^configs\/shop\/app.conf:1: Cannot render the template: it is not valid Jinja: /);
    const [second = ""] = await refusalsOf("{% for user in nowhere %}{{ user.name }}{% endfor %}");
    expect(second).to.match(/^configs\/shop\/app.conf:1: Cannot render the template: "nowhere" is not defined/);
  });
});
