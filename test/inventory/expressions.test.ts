import { expect } from "chai";
import fc from "fast-check";
import { Failure, Failures } from "../../src/model/failure.ts";
import type { Value } from "../../src/model/host.ts";
import { load } from "./write-folder.ts";

/** What expressions see in these tests, beside their own variable `it`. */
const vars = {
  prefix: "eu",
  port: 8080,
  ratio: 1.5,
  on: true,
  nothing: null,
  empty: "",
  geo: { region: "eu-west", zones: ["a", "b"], "odd key": 1 },
  names: ["x", "yy", "x"],
  users: [
    { name: "arya", uid: 1000 },
    { name: "midou", uid: 1001 },
  ],
  over: { region: "us", geo: { x: 1 } },
  indirect: "{{ geo.region }}",
  broken: "{{ nowhere }}",
  half: { good: 1, bad: "{{ nowhere }}" },
};

/** The value of an expression for host `eu` (which has a sibling `us.example.org`), or what its Failures say. */
async function value(it: Value): Promise<Value | undefined> {
  const hosts = { eu: { it }, "us.example.org": { only_us: 7, also: "{{ only_us + 1 }}" } };
  const inventory = await load({ "a.json": JSON.stringify({ web: { hosts, vars } }) });
  const host = inventory.host("eu") ?? expect.fail("no host");
  try {
    return inventory.roleVars(host, "it");
  } catch (error) {
    if (error instanceof Failures) return error.failures.map(({ message }) => message.replace(/^Cannot render ".*" for host "eu": /s, "")).join("\n");
    throw error;
  }
}

describe("expressions", () => {
  const good: readonly (readonly [expression: string, value: Value])[] = [
    // plain names, with their types
    ["{{ port }}", 8080],
    ["{{on}}", true],
    ["{{ nothing }}", null],
    ["{{ names }}", ["x", "yy", "x"]],
    ["{{ geo.zones[-1] }}", "b"],
    ["{{ geo.zones.0 }}", "a"],
    ["{{ geo['odd key'] }}", 1],
    ['{{ geo["zones"][1] }}', "b"],
    ["{{ prefix[0] }}", "e"],
    ["{{ indirect }}", "eu-west"],
    ["{{ true }}", true],
    // inside a text
    ["http://{{ prefix }}:{{ port }}/", "http://eu:8080/"],
    ["{{ on }} {{ nothing }}|{{ ratio }}", "True |1.5"],
    [" {{ port }}", " 8080"],
    ["{{ prefix }}\n", "eu\n"],
    ["{{ prefix | upper }}\n", "EU\n"],
    ["$ {not} {# a comment", "$ {not} {# a comment"],
    ["{# gone #}{{ prefix }}", "eu"],
    // magic variables
    ["{{ inventory_hostname }} {{ inventory_hostname_short }}", "eu eu"],
    ["{{ group_names }}", ["web"]],
    ["{{ groups['web'] | length }}", 2],
    ["{{ groups.all[1] }}", "us.example.org"],
    ["{{ hostvars['us.example.org'].also }}", 8],
    ["{{ hostvars[groups['web'][1]].inventory_hostname_short }}", "us"],
    // conditions and defaults
    ["{{ 'a' if prefix == 'eu' else nowhere }}", "a"],
    ["{{ 'a' if prefix == 'us' else names | default('x') }}", ["x", "yy", "x"]],
    ["{{ nowhere | default('x') }}", "x"],
    ["{{ nowhere.at.all | default(geo.region) }}", "eu-west"],
    ["{{ geo.no | d(nowhere) | d(5) }}", 5],
    ["{{ port | default(nowhere) }}", 8080],
    ["{{ empty | default('x') }}", ""],
    ["{{ empty | default('x', true) }}", "x"],
    ["{{ prefix | default('x', boolean=True) }}", "eu"],
    ["{{ (nowhere if on else 1) | default(2) }}", 2],
    ["{{ nowhere is defined and nowhere.x }}", false],
    ["{{ geo.region is defined }}", true],
    ["{{ geo.no is not defined }}", true],
    ["{{ on and not empty }}", true],
    ["{{ port > 80 and prefix in ['eu', 'us'] }}", true],
    ["{{ 'x' not in names }}", false],
    ["{{ 'region' in geo }}", true],
    ["{{ 'east' in geo.region }}", false],
    ["{{ '8080' == port }}", false],
    ["{{ geo.zones == ['a', 'b'] }}", true],
    ["{{ prefix < 'us' }}", true],
    ["{{ 2 >= 2 }}", true],
    ["{{ prefix is string }}", true],
    // operators and methods
    ["{{ port + 1 }}", 8081],
    ["{{ 'n' ~ port }}", "n8080"],
    ["{{ prefix + '-' + prefix }}", "eu-eu"],
    ["{{ -port }}", -8080],
    ["{{ [prefix, {'k': port}] }}", ["eu", { k: 8080 }]],
    ["{{ geo.region.split('-')[1] }}", "west"],
    ["{{ names[0:2] }}", ["x", "yy"]],
    ["{{ names[1:] | first }}", "yy"],
    ["{{ geo.get('no') }}", null],
    ["{{ range(3) | list }}", [0, 1, 2]],
    ["{{ range(4, 0, -2) | list }}", [4, 2]],
    // filters of the interpreter
    ["{{ prefix | upper }}", "EU"],
    ["{{ users | map(attribute='name') | join(', ') }}", "arya, midou"],
    ["{{ users | selectattr('name', 'eq', 'midou') | map(attribute='uid') | first }}", 1001],
    ["{{ names | unique | length }}", 2],
    ["{{ '12' | int + 1 }}", 13],
    // filters of Ansible
    ["{{ 'Yes' | bool }}", true],
    ["{{ 'maybe' | bool }}", false],
    ["{{ nothing | bool }}", null],
    ["{{ on | string }}", "True"],
    ["{{ names | last }}", "x"],
    ["{{ geo.zones | join }}", "ab"],
    ["{{ on | ternary('a', 'b') }}", "a"],
    ["{{ names | ternary('a', 'b') }}", "a"],
    ["{{ {} | ternary('a', 'b') }}", "b"],
    ["{{ nothing | ternary('a', 'b', 'c') }}", "c"],
    ["{{ over | dict2items }}", [{ key: "region", value: "us" }, { key: "geo", value: { x: 1 } }]],
    ["{{ over | dict2items(key_name='k', value_name='v') | map(attribute='k') | list }}", ["region", "geo"]],
    ["{{ users | items2dict('name', 'uid') }}", { arya: 1000, midou: 1001 }],
    ["{{ geo | combine(over, {'n': 1}) | dict2items | map(attribute='key') | sort | join(' ') }}", "geo n odd key region zones"],
    ["{{ {'a': {'x': 1, 'l': [1]}} | combine({'a': {'y': 2, 'l': [2]}}, recursive=True) }}", { a: { x: 1, l: [2], y: 2 } }],
    ["{{ {'a': {'x': 1}} | combine({'a': {'y': 2}}) }}", { a: { y: 2 } }],
    ["{{ {'a': [1, true, none, 'ü', 1.5]} | to_json }}", '{"a": [1, true, null, "\\u00fc", 1.5]}'],
    ["{{ 'a1b22' | regex_replace('(?P<n>[0-9]+)', '<\\\\g<n>$>') }}", "a<1$>b<22$>"],
    ["{{ 'Foo foo' | regex_replace('(f)oo', '\\\\1', ignorecase=True) }}", "F f"],
    ["{{ 'häh' | b64encode }}", "aMOkaA=="],
    ["{{ 'aMOkaA==' | b64decode }}", "häh"],
    ["{{ 'x' | hash }}", "11f6ad8ec52a2984abaafd7c3b516503785c2072"],
    ["{{ 'x' | hash('md5') }}", "9dd4e461268c8034f5c8564e155c67a6"],
    ["{{ '/etc/caddy/Caddyfile' | basename }}", "Caddyfile"],
    ["{{ '/etc/caddy/Caddyfile' | dirname }}", "/etc/caddy"],
    // statements
    ["{% for n in names if n != 'yy' %}{{ loop.index }}{{ n }}{% if not loop.last %},{% endif %}{% endfor %}", "1x,2x"],
    ["{% for k, v in over.items() %}{{ k }}{% endfor %}", "regiongeo"],
    ["{% set n = port + 1 %}{{ n }} {{ on }}", "8081 True"],
    ["{% for n in [] %}a{% else %}none{% endfor %}", "none"],
    ["{% if nowhere is defined %}{{ nowhere }}{% elif on %}on{% else %}off{% endif %}", "on"],
    ["{% set t %}a{{ port }}{% endset %}{{ t }}", "a8080"],
  ];
  for (const [expression, expected] of good) it(expression.trim(), async () => expect(await value(expression)).to.deep.equal(expected));

  const bad: readonly (readonly [expression: string, reason: string])[] = [
    ["{{ prefx }}", '"prefx" is not defined; did you mean "prefix"?'],
    ["{{ ansible_default_ipv4.address }}", '"ansible_default_ipv4" is not defined'],
    ["{{ geo.regoin }}", '"geo" has no "regoin"; did you mean "region"?'],
    ["{{ geo.zones[7] }}", '"geo.zones" has no "7"'],
    ["{{ port.x }}", '"port" has no "x"'],
    ["{{ hostvars['in'].x }}", '"hostvars" has no "in"'],
    ["{{ prefx | upper }}", '"prefx" is not defined; did you mean "prefix"?'],
    ["{{ prefx == 'eu' }}", '"prefx" is not defined; did you mean "prefix"?'],
    ["{{ geo.region.split('-')[5] }}", '"…[…]" is not defined'],
    ["{% for u in users %}{{ u.nmae }}{% endfor %}", '"u.nmae" is not defined'],
    ["{{ 'x' if not on }}", "a part of it is not defined"],
    ["a {{ names }}", "a list stands inside a text"],
    ["a {{ geo }}", "a mapping stands inside a text"],
    ["a {{ names | unique }}", "a list stands inside a text"],
    ["{{ lookup('env', 'HOME') }}", 'there is no function "lookup"'],
    ["{{ now() }}", 'there is no function "now"'],
    ["{{ prefix.encode() }}", 'there is no function "prefix.encode"'],
    ["{{ '10.0.0.1' | ipaddr }}", 'there is no filter "ipaddr"'],
    ["{{ prefix | uper }}", 'there is no filter "uper"; did you mean "upper"?'],
    ["{{ prefix | community.general.dict }}", "it is not valid Jinja: "],
    ["{{ port is prime }}", 'there is no test "is prime"'],
    ["{{ port < 'a' }}", '"<" compares two numbers or two texts, got 8080 and "a"'],
    ["{{ 1 in port }}", 'expected a list, mapping or text after "in", got 8080'],
    ["{{ geo[names] }}", 'expected a name or a number in "geo[…]", got ["x","yy","x"]'],
    ["{{ range(1000000) }}", '"range" gives at most 10000 numbers'],
    ["{{ range(1, 5, 0) }}", '"range" gives at most 10000 numbers'],
    ["{{ [] | first }}", "the list is empty"],
    ["{{ port | dict2items }}", "expected a mapping, got 8080"],
    ["{{ port | join }}", "expected a list, got 8080"],
    ["{{ [{'key': 1}] | items2dict }}", 'an item has no "value"'],
    ["{{ 'x' | hash('md99') }}", 'there is no hash "md99"'],
    ["{{ geo | combine(over, list_merge='append') }}", 'filter "combine" has no list_merge here: lists replace each other'],
    ["{{ prefix.upper }}", '"prefix" has no "upper"'],
    ["{{ (prefix | upper).lower }}", "a function is no value"],
    ["{{ .Names }}", "it is not valid Jinja: Unexpected token: Dot"],
    ["{{ prefix", "it is not valid Jinja: Unexpected end of input"],
    ["{% macro m() %}{% endmacro %}", 'it uses "Macro", which is not rendered here'],
    ["{% if on %}", "it is not valid Jinja: Cannot read properties of undefined (reading 'type')"],
    ["{{ it }}", "it refers to itself: a.json:1:"],
  ];
  for (const [expression, reason] of bad) it(`${expression} gives no value`, async () => expect(await value(expression)).to.be.a("string").that.includes(reason));

  it("is filled in at any depth, and only in values", async () => {
    expect(await value({ list: ["{{ port }}", { "{{ key }}": "{{ prefix }}-1" }] })).to.deep.equal({ list: [8080, { "{{ key }}": "eu-1" }] });
  });

  it("is not filled in twice", async () => expect(await value("{{ '{' + '{ port }' + '}' }}")).to.equal("{{ port }}"));

  it("may call itself what it likes, as long as it does not need itself", async () => {
    expect(await value({ a: "{{ it.b }}", b: "{{ it.c }}", c: 3 })).to.deep.equal({ a: 3, b: 3, c: 3 });
    expect(await value({ a: "{{ it }}" })).to.match(/^it refers to itself: a\.json:1:\d+ > a\.json:1:\d+$/);
  });

  it("fails with every mistake of a value at once, each with its place", async () => {
    const inventory = await load({ "host_vars/eu.yml": "it:\n  a: '{{ no }}'\n  b: ok\n  c: ['{{ nope }}', '{{ broken }}', '{{ broken }}']\nbroken: '{{ zzz }}'\n", "h.yml": "all: {hosts: {eu: }}" });
    const [host] = inventory.hosts;
    try {
      inventory.roleVars(host ?? expect.fail(), "it");
      expect.fail("it did not throw");
    } catch (error) {
      const found = error instanceof Failures ? error.failures.map(({ code, where }) => `${code} ${where}`) : [];
      expect(found).to.deep.equal(["EXPRESSION_INVALID host_vars/eu.yml:2:6", "EXPRESSION_INVALID host_vars/eu.yml:4:7", "EXPRESSION_INVALID host_vars/eu.yml:5:9"]);
    }
  });

  it("hurts only who reads it", async () => {
    const inventory = await load({ "a.json": JSON.stringify({ all: { hosts: { eu: vars } } }) });
    const { half, broken } = Object.getOwnPropertyDescriptors(inventory.host("eu")?.vars ?? {});
    expect((half?.get?.() as { good: number }).good).to.equal(1);
    expect(() => (half?.get?.() as { bad: string }).bad).to.throw(Failure, '"nowhere" is not defined');
    expect(() => broken?.get?.() as unknown).to.throw(Failure, '"nowhere" is not defined');
  });

  it("says how it is done in TypeScript", async () => {
    const inventory = await load({ "a.json": JSON.stringify({ all: { hosts: { eu: { a: "{{ lookup('file', 'x') }}", b: "{{ x | ipaddr }}", c: "{{ ansible_x }}", d: "{{ x }}" } } } }) });
    const explained = inventory.explain(inventory.host("eu") ?? expect.fail());
    const hints = explained.map((one) => ("failure" in one.value ? one.value.failure.hint : undefined));
    expect(hints[0]).to.include('readFileSync(path, "utf8")');
    expect(hints[1]).to.include("anything else is TypeScript");
    expect(hints[2]).to.include("fromHost(");
    expect(hints[3]).to.include("in TypeScript");
  });

  it("reads tagged values by the readers that it is given, and refuses others only when they are read", async () => {
    const { loadInventory } = await import("../../src/inventory/load-inventory.ts");
    const { withFolder } = await import("./write-folder.ts");
    const files = { "a.yml": "all: {hosts: {eu: {u: !unsafe '{{ x }}', s: !age abc, v: !vault abc, n: 12345678901234567890}}}" };
    const tags = new Map([["!age", (text: string, where: string) => `${text} at ${where}`]]);
    const inventory = await withFolder(files, (folder) => loadInventory({ sources: ["."], extraVars: [], roleNames: [], folder, tags }));
    const host = inventory.host("eu") ?? expect.fail();
    expect([host.vars["u"], host.vars["s"]]).to.deep.equal(["{{ x }}", "abc at a.yml:1:50"]);
    expect(() => host.vars["v"]).to.throw('Cannot read a value: nothing reads values tagged "!vault" here');
    expect(() => host.vars["n"]).to.throw("12345678901234567890 would lose digits as a number: put it into quotes");
  });

  it("never fails in another way, whatever stands between the braces", async () => {
    const piece = fc.constantFrom("{{", "}}", "{%", "%}", " port ", ".", "[", "]", "(", ")", "|", "'", "if", "else", "for x in names", "endfor", "not ", "default(1)", "geo", "0", "==", "~", "-", ",", "{", "}", "{#", "#}", "\\", "is defined", "set y = 1");
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        await value(`{{ ${pieces.join("")} }}`);
        await value(pieces.join(""));
      }),
      { numRuns: 150 },
    );
  });
});
