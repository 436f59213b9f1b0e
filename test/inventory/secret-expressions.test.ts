import { expect } from "chai";
import type { Value } from "../../src/model/host.ts";
import { ageValue, CANARY, euOf, loadSecrets, opened, whyNot } from "./secret-fleet.ts";

const plain = {
  name: "app",
  accounts: [
    { name: "arya", uid: 1000 },
    { name: "midou", password_hash: "{{ key }}" },
  ],
  others: [{ name: "web" }],
};

/** The value of an expression that sees the secrets `key` and `psk`; secrets as `{ name: text }`. */
async function valueOf(it: Value): Promise<unknown> {
  const inventory = await loadSecrets({
    "group_vars/all.yml": `${JSON.stringify({ ...plain, it }).slice(0, -1)}}`,
    "host_vars/eu.yml": `key: ${await ageValue(CANARY)}psk: ${await ageValue("fake-psk")}`,
    "host_vars/us.yml": `key: ${await ageValue("fake-key-of-us")}`,
  });
  const failures = whyNot(() => inventory.roleVars(euOf(inventory), "it"));
  return failures.length > 0 ? failures : opened(inventory.roleVars(euOf(inventory), "it"));
}

describe("an expression over secrets", () => {
  const cases: readonly { readonly title: string; readonly it: Value; readonly expected: unknown }[] = [
    { title: "a name alone is the secret itself", it: "{{ key }}", expected: { "«key»": CANARY } },
    { title: "a text around it is a secret", it: "key={{ key }};", expected: { "«key»": `key=${CANARY};` } },
    { title: "several names", it: "{{ key }}:{{ psk }}@{{ name }}", expected: { "«key, psk»": `${CANARY}:fake-psk@app` } },
    { title: "another host's", it: "{{ hostvars['us'].key }}", expected: { "«key»": "fake-key-of-us" } },
    { title: "a part of a mapping that holds one", it: "{{ accounts[0].name }}", expected: "arya" },
    { title: "a character", it: "{{ key[0] }}{{ key[-1] }}", expected: { "«key»": `${CANARY.at(0)}${CANARY.at(-1)}` } },
    { title: "a filter", it: "{{ key | upper }}", expected: { "«key»": CANARY.toUpperCase() } },
    { title: "a hash", it: "{{ key | hash('md5') | length }}", expected: 32 },
    { title: "b64encode", it: "{{ key | b64encode }}", expected: { "«key»": Buffer.from(CANARY).toString("base64") } },
    { title: "a number made of one", it: "{{ key | length }}", expected: { "«key»": String(CANARY.length) } },
    { title: "a statement", it: "{% if key %}{{ psk }}{% endif %}", expected: { "«key, psk»": "fake-psk" } },
    { title: "a condition that holds", it: `{{ 'yes' if key == '${CANARY}' else 'no' }}`, expected: { "«key»": "yes" } },
    { title: "a condition that does not", it: "{{ 'yes' if key == 'other' else 'no' }}", expected: { "«key»": "no" } },
    { title: "a condition on its presence", it: "{{ 'yes' if key else 'no' }}", expected: { "«key»": "yes" } },
    { title: "a truth value", it: "{{ key is defined and key != '' }}", expected: true },
    { title: "default", it: "{{ nokey | default(key) }}", expected: { "«key»": CANARY } },
    {
      title: "a list of which one item holds one",
      it: "{{ accounts + others }}",
      expected: [{ name: "arya", uid: 1000 }, { name: "midou", password_hash: { "«key»": CANARY } }, { name: "web" }],
    },
    { title: "names out of a list that holds one", it: "{{ accounts | map(attribute='name') | join(' ') }}", expected: "arya midou" },
    {
      title: "a mapping that is combined",
      it: "{{ {'a': key, 'b': 1} | combine({'c': key ~ psk}) }}",
      expected: { a: { "«key»": CANARY }, b: 1, c: { "«key, psk»": `${CANARY}fake-psk` } },
    },
    {
      title: "a list whose length depends on one",
      it: "{{ key | list | first(1) if false else [key, 'x'] }}",
      expected: [{ "«key»": CANARY }, "x"],
    },
  ];
  for (const { title, it: value, expected } of cases)
    it(`taints: ${title}`, async () => expect(await valueOf(value)).to.deep.equal(expected));

  for (const value of [
    "{{ key | dict2items }}",
    "{{ key[5].x }}",
    "{{ key.nam }}",
    "{{ accounts[key] }}",
    "{{ key < 3 }}",
    "{{ key in 7 }}",
    "{{ {key: 1} }}",
    "{{ key | from_yaml }}",
    "{{ key | b64decode | items2dict }}",
    "{{ name[key] }}",
    "{% for x in key %}{{ x.y.z }}{% endfor %}",
  ]) {
    it(`never quotes one in a failure: ${value}`, async () => {
      const failures = String(await valueOf(value));
      expect(failures).to.contain("EXPRESSION_INVALID group_vars/all.yml:1:").and.not.contain(CANARY);
    });
  }
});
