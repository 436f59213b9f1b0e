import { expect } from "chai";
import { type Import, readImports } from "../support/import-graph.ts";
import { foldersIn } from "../support/repository.ts";

/** What a line of code in a folder may touch; folders stand above those that they may import. */
interface Folder {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  readonly builtins: readonly string[];
}

const values = ["buffer", "crypto", "path", "string_decoder", "util", "zlib"];
const files = [
  ...values,
  "events",
  "fs",
  "fs/promises",
  "module",
  "os",
  "readline",
  "stream",
  "stream/consumers",
  "stream/promises",
  "timers/promises",
  "url",
];
const world = [...files, "child_process", "dgram", "dns", "dns/promises", "http", "https", "net", "process", "tls"];

const base = ["shell", "model"];
const reading = [...base, "formats", "facts"];
const deciding = [...reading, "resources", "geo"];
const sides = ["report", "inventory", "transport", "sandbox"];

/** The table of the design, as data. Whatever is not listed is not allowed. */
const table: Readonly<Record<string, Folder>> = {
  shell: { folders: [], packages: [], builtins: [] },
  model: { folders: ["shell"], packages: ["zod"], builtins: values },
  formats: { folders: base, packages: ["mmdb-lib", "yaml", "zod"], builtins: values },
  facts: { folders: [...base, "formats"], packages: ["zod"], builtins: values },
  resources: { folders: reading, packages: ["zod"], builtins: values },
  geo: { folders: reading, packages: ["countries-list", "zod"], builtins: values },
  engine: { folders: deciding, packages: [], builtins: files },
  report: { folders: [...deciding, "engine"], packages: ["diff", "listr2"], builtins: values },
  inventory: { folders: [...deciding, "engine"], packages: ["@huggingface/jinja", "age-encryption", "yaml", "zod"], builtins: files },
  transport: {
    folders: [...deciding, "engine"],
    packages: ["dns-packet", "dockerode", "execa", "node-ssh", "ssh-config", "ssh2"],
    builtins: world,
  },
  sandbox: { folders: [...deciding, "engine"], packages: ["dockerode", "execa", "yaml", "zod"], builtins: world },
  run: { folders: [...deciding, "engine", ...sides], packages: ["esbuild", "typescript", "zod"], builtins: [...files, "process"] },
  cli: { folders: [...deciding, "engine", ...sides, "run"], packages: ["commander", "zod"], builtins: [...files, "process"] },
};

/** Packages that take long to load: no start of the program may pay for one that it does not use. */
const heavy = ["age-encryption", "diff", "dockerode", "esbuild", "execa", "listr2", "node-ssh", "ssh-config", "ssh2", "typescript"];

describe("the folder table", () => {
  let imports: readonly Import[] = [];
  before(async function () {
    this.timeout(30_000);
    imports = await readImports();
  });

  it("names every folder of src", () => {
    expect(foldersIn("src").filter((name) => !(name in table))).to.deep.equal([]);
  });

  it("allows every import of src", () => {
    expect(imports.filter((one) => !isAllowed(one)).map(shown)).to.deep.equal([]);
  });

  it("has no cycles, imports of types counted", () => {
    expect(imports.filter(({ circular }) => circular).map(shown)).to.deep.equal([]);
  });

  it("lets roles import the package, what lies beside them and catalogues of stacks, playbooks the package alone", () => {
    expect(imports.filter((one) => !isAllowedToUsers(one)).map(shown)).to.deep.equal([]);
  });

  for (const entry of ["src/index.ts", "src/cli/main.ts"]) {
    it(`loads no heavy package when ${entry} is loaded`, () => {
      const loaded = reached(imports, entry);
      expect(
        imports.filter((one) => loaded.has(one.from) && isEager(one) && "package" in one.to && heavy.includes(one.to.package)).map(shown),
      ).to.deep.equal([]);
    });
  }
});

function isAllowed({ from, to }: Import): boolean {
  const [top, folder = ""] = from.split("/");
  if (top !== "src" || from === "src/index.ts") return true;
  const rule = table[folder];
  if (rule === undefined) return false;
  if ("package" in to) return rule.packages.includes(to.package);
  if ("builtin" in to) return rule.builtins.includes(to.builtin);
  const target = to.file.split("/")[1] ?? "";
  return to.file.startsWith("src/") && (target === folder || rule.folders.includes(target));
}

function isAllowedToUsers({ from, to }: Import): boolean {
  const [top, folder = ""] = from.split("/");
  if (top !== "roles" && top !== "playbooks") return true;
  if ("file" in to) return top === "roles" && (to.file.startsWith(`roles/${folder}/`) || /^roles\/[^/]+\/catalogue\.ts$/.test(to.file));
  return "package" in to && to.package === "geosteer";
}

/** Everything that is loaded with a file, without what it loads later. */
function reached(imports: readonly Import[], entry: string): ReadonlySet<string> {
  const loaded = new Set([entry]);
  for (const file of loaded) {
    for (const one of imports) if (one.from === file && isEager(one) && "file" in one.to) loaded.add(one.to.file);
  }
  return loaded;
}

function isEager({ typeOnly, dynamic }: Import): boolean {
  return !typeOnly && !dynamic;
}

function shown({ from, to }: Import): string {
  return `${from} imports ${Object.values(to).join("")}`;
}
