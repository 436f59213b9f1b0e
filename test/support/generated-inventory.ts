import fc from "fast-check";
import type { Files } from "../inventory/write-folder.ts";

/**
 * Values as they are written in INI files, of all that Python's parser takes for a literal, and of what it does not. Without expressions: we fill
 * them in where `ansible-inventory` shows them as they are.
 */
export const iniValue = fc.oneof(
  fc.constantFrom(
    "5",
    "-3",
    "+ 4",
    "--5",
    "0644",
    "00",
    "0x1F",
    "0o17",
    "0b11",
    "1_000",
    "1.5",
    ".5",
    "1.",
    "1e3",
    "-2.5e-3",
    "192.0.2.1",
    "2024-01-01",
  ),
  fc.constantFrom(
    "True",
    "False",
    "None",
    "true",
    "yes",
    "no",
    "null",
    "~",
    "",
    "''",
    '""',
    "'a b'",
    '"it\'s"',
    "'''x'''",
    "u'x'",
    "r'\\n'",
    "'a' 'b'",
  ),
  fc.constantFrom(
    "[]",
    "['a', 1, [None]]",
    "[1, 2,]",
    "[1 2]",
    "(1, 2)",
    "(5)",
    "(5,)",
    "()",
    "80,443",
    "80,",
    "{}",
    "{'a': {'b': [True]}}",
    "{'a': }",
  ),
  fc.constantFrom(
    "5 # five",
    "five # 5",
    "a#b",
    "a;b",
    "; x",
    "it's",
    'say "hi"',
    "a=b",
    "$HOME",
    "back\\slash",
    "'\\t\\x41\\u00e9\\q'",
    "ünï",
    "/etc/x y",
    "!vault",
  ),
  fc.string({ maxLength: 8 }).filter((text) => !/[{}\n\r\v\f\x1c-\x1f\x85\u2028\u2029]/.test(text) && text.trim() === text),
);

/** A value as JSON, which YAML 1.1 and 1.2 read alike. */
const yamlValue = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.stringify(value, (_, one: unknown) => (Object.is(one, -0) ? 0 : one)))
  .filter((text) => !/[{%]\s*[{%]|__proto__|e[+-]?\d/.test(text) && !/"[^"]*\{\{/.test(text));

/** An assignment as one word of a host's line, quoted in one of the ways that a shell knows. */
const word = fc
  .tuple(fc.constantFrom("f_one", "f_two", "h_one"), iniValue, fc.constantFrom("bare", "single", "double", "whole"))
  .map(([key, value, way]) => {
    const escaped = value.replace(/["\\]/g, "\\$&");
    if (way === "single" && !value.includes("'")) return `${key}='${value}'`;
    if (way === "double") return `${key}="${escaped}"`;
    return way === "whole" ? `"${key}=${escaped}"` : `${key}=${value.replace(/[\s'"\\#]/g, "\\$&")}`;
  });

const groupNames = ["alpha", "beta", "gamma", "delta"] as const;
const hostName = fc.constantFrom("h1", "h2", "h3.example.org", "192.0.2.7", "n[1:3]", "n[01:02]-x", "db-[a:c].example.org", "s[1:5:2]");
const hostLine = fc
  .tuple(hostName, fc.array(word, { maxLength: 3 }), fc.constantFrom("", "  # behind", "\t"))
  .map(([name, words, end]) => [name, ...words].join("  ") + end);

/** Children come later in the list of names, so that no group contains itself. */
function group(index: number): fc.Arbitrary<readonly string[]> {
  const name = groupNames[index] ?? "";
  const children = fc.subarray([...groupNames.slice(index + 1)]);
  const vars = fc.array(fc.tuple(fc.constantFrom("f_one", "f_two", "f three"), fc.constantFrom("=", " = "), iniValue), { maxLength: 3 });
  const priority = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });
  return fc
    .tuple(fc.array(hostLine, { maxLength: 3 }), children, vars, priority)
    .map(([hosts, below, given, rank]) => [
      [`[${name}]`, ...hosts].join("\n"),
      ...(below.length > 0 ? [[`[${name}:children]  # below`, ...below].join("\n")] : []),
      ...(given.length > 0 ? [[`[${name}:vars]`, ...given.map((one) => one.join(""))].join("\n")] : []),
      ...(rank === undefined ? [] : [`[${name}:vars]\nansible_group_priority=${rank}`]),
    ]);
}

/** Sections of all groups, in any order. */
const iniFile = fc
  .tuple(fc.array(hostLine, { maxLength: 2 }), ...groupNames.map((_, index) => group(index)))
  .chain(([alone, ...groups]) => {
    const sections = groups.flat();
    return fc
      .shuffledSubarray(sections, { minLength: sections.length })
      .map((shuffled) => `${["; fleet", ...alone, ...shuffled].join("\n\n")}\n`);
  });

function vars(...keys: readonly string[]): fc.Arbitrary<string> {
  return fc.dictionary(fc.constantFrom(...keys), yamlValue, { maxKeys: 3 }).map((entries) =>
    Object.entries(entries)
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(""),
  );
}

const ofHost = vars("f_one", "g_one", "h_one", "y_one");
const ofGroup = vars("g_one", "g_two");

const yamlFile = fc.tuple(fc.subarray(["h1", "h4", "n1"]), vars("y_one", "y_two"), ofHost).map(([hosts, group, host]) => {
  const lines = hosts.map((name) => `    ${JSON.stringify(name)}: {${host.trim().split("\n").join(", ")}}\n`);
  return `omega:\n  hosts:\n${lines.join("") || "    h9:\n"}  vars: {${group.trim().split("\n").join(", ")}}\n`;
});

/**
 * Folders of INI and YAML inventories with their group_vars and host_vars. Variables of groups in inventory files (`f_`, `y_`) and in group_vars
 * (`g_`) have names of their own: of two groups the nearer one wins with us, wherever its variables stand, while Ansible takes any file in
 * group_vars before any inventory file.
 */
export const generatedInventory: fc.Arbitrary<Files> = fc
  .record({
    "10-hosts": iniFile,
    "20-more.yml": yamlFile,
    "30/hosts": hostLine.map((line) => `[beta]\n${line}\n`),
    "group_vars/all.yml": ofGroup,
    "group_vars/beta": ofGroup,
    "group_vars/delta/x.json": ofGroup.map(
      (text) =>
        `{${text
          .trim()
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => line.replace(/^(\w+):/, '"$1":'))
          .join(", ")}}`,
    ),
    "host_vars/h1.yaml": ofHost,
    "host_vars/n2": ofHost,
  })
  .map((files) => files);
