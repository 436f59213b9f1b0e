import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { infra, summaryOf, writePlaybook } from "../support/controller.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";

const words = [
  "a b",
  "-rf",
  "--",
  "$(touch pwned)",
  "`touch pwned`",
  "; touch pwned #",
  `it's "quoted"`,
  "back\\slash\\n",
  "two\nlines",
  "tab\tand \u0007 bell",
  "*",
  "~",
  "ünï→😀",
  "{{ nothing }}",
  "%s%n",
];
const oddName = `-eu $(touch /srv/pwned) 'q" ü\nx`;

describe("names and values of any kind", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp();
  });

  it("go from the inventory through a role to the host as data, never as code", async () => {
    const files = Object.fromEntries(words.map((word, index) => [word, `${words.at(index - 1) ?? ""}\n`]));
    const odd = { ...files, big: "x".repeat(1024 * 1024) };
    const playbook = writePlaybook("odd", playbookText);
    const inventory = playbook.replace(/ts$/, "yml");
    writeFileSync(inventory, renderInventory(fleet.host("eu"), odd));
    const args = ["apply", playbook, "-i", inventory, "--yes", "--json"];
    const first = await infra(args);
    expect(first.status, `${first.stdout.slice(-2000)}${first.stderr}`).to.equal(0);
    expect(Object.keys(summaryOf(first))).to.deep.equal([oddName]);
    expect(summaryOf(await infra(args))[oddName]).to.include({ changed: 0, failed: 0, exchanges: 1 });

    const found = fleet
      .sh("eu", "cd /srv/odd && find . -type f -exec sha256sum -z -- {} +")
      .split("\0")
      .filter((line) => line !== "");
    const wanted = Object.entries(odd).map(([name, content]) => `${sha256(content)}  ./${name}`);
    expect(found.sort()).to.deep.equal(wanted.sort());
    expect(fleet.sh("eu", "readlink /srv/odd-link; cat /srv/odd-command /srv/odd-lines")).to.equal(
      [oddName, ...words.map((word) => `<${word}>`), ...words.filter((word) => !word.includes("\n")), ""].join("\n"),
    );
    expect(fleet.sh("eu", "find / -xdev -name '*pwned*' ! -path '/srv/odd/*'")).to.equal("");
    const journal = fleet.sh("eu", "journalctl -t infra -o json -n 1 --no-pager");
    expect((JSON.parse(journal) as { MESSAGE: string }).MESSAGE).to.include("applied odd '$(touch /srv/pwned)'");
  });

  it("are shown without their control characters", async () => {
    const playbook = writePlaybook("odd", playbookText);
    const ended = await infra(["plan", playbook, "-i", playbook.replace(/ts$/, "yml"), "--no-check"]);
    expect(ended.stdout).to.not.match(/[\0-\x09\x0b-\x1f\x7f]/);
    expect(ended).to.include({ status: 0, stderr: "" });
  });
});

/** YAML in JSON's clothes; `!unsafe` so that braces are text. */
function renderInventory({ address }: ReturnType<Fleet["host"]>, files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files).map(([name, content]) => `${JSON.stringify(name)}: !unsafe ${JSON.stringify(content)}`);
  const login = {
    ansible_host: address.host,
    ansible_port: address.port,
    ansible_user: address.user,
    ansible_ssh_private_key_file: address.privateKeyFile,
    host_key: address.hostKeys,
  };
  const list = words.map((word) => `!unsafe ${JSON.stringify(word)}`).join(", ");
  const host = `{ ${JSON.stringify(login).slice(1, -1)}, odd_data: { files: { ${entries.join(", ")} }, words: [${list}] } }`;
  return `all: { hosts: { ? ${JSON.stringify(oddName)} : ${host} } }\n`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const playbookText = `import { command, directory, file, line, playbook, role, symlink, z } from "geosteer";

const oddData = role({
  name: "odd-data",
  description: "Names and values of any kind",
  vars: z.strictObject({ files: z.record(z.string(), z.string()), words: z.array(z.string()) }),
  resources: ({ vars: { files, words }, host }) => [
    directory({ path: "/srv/odd" }),
    ...Object.entries(files).map(([name, content]) => file({ path: "/srv/odd/" + name, content })),
    symlink({ path: "/srv/odd-link", target: host.name }),
    command({
      name: host.name,
      run: ["sh", "-c", 'printf "<%s>\\\\n" "$@" >/srv/odd-command', "sh", ...words],
      creates: "/srv/odd-command",
      environment: { ODD: words.join(" ") },
    }),
    ...words.filter((word) => !word.includes("\\n")).map((word) => line({ path: "/srv/odd-lines", line: word, create: true })),
  ],
});

export default playbook({ name: "odd '$(touch /srv/pwned)'", hosts: "all", roles: [oddData] });
`;
