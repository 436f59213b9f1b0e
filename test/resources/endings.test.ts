import { expect } from "chai";
import * as geosteer from "../../src/index.ts";
import type { Ending } from "../../src/model/absence.ts";
import type { Kind } from "../../src/model/kind.ts";
import type { Resource } from "../../src/model/resource.ts";
import { signingKey } from "../support/signing-keys.ts";

const { aptPackages, aptRepository, authorizedKeys, block, command, composeStack, config, directory, file } = geosteer;
const {
  dnssecKeys,
  dnsZone,
  firewall,
  geoMap,
  group,
  line,
  tailnetNode,
  service,
  symlink,
  sysctl,
  systemdUnit,
  user,
  fromHost,
  osRelease,
} = geosteer;

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ6zsOPLQfIhpTxC/ChFn6TSgEqr4sMWByvjZbq36Of1";
const codename = fromHost(osRelease, "", (release) => release.codename);
const archive = { uris: ["https://deb.example.org/debian"], suites: ["trixie"], components: ["main"] };

const archivePaths = ["/etc/apt/sources.list.d/x.sources", "/etc/apt/keyrings/x.asc", "/etc/apt/keyrings/x.gpg"];

const endings: readonly { readonly resource: Resource; readonly ending: Ending; readonly paths?: readonly string[] }[] = [
  {
    resource: file({ path: "/etc/motd", content: "x" }),
    ending: { kind: "file", props: { path: "/etc/motd", absent: true } },
    paths: ["/etc/motd"],
  },
  {
    resource: composeStack({
      name: "shop",
      file: { services: { web: { image: "example.org/web:1" } } },
      files: [{ path: "a", content: "" }],
    }),
    ending: { kind: "composeStack", props: { name: "shop", folder: "/opt/stacks/shop", absent: true } },
    paths: ["compose.yml", "a", ".files"].map((name) => `/opt/stacks/shop/${name}`),
  },
  { resource: composeStack({ name: "shop", absent: true }), ending: "nothing", paths: [] },
  { resource: file({ path: "/etc/motd", absent: true }), ending: "nothing", paths: ["/etc/motd"] },
  {
    resource: symlink({ path: "/etc/x", target: codename }),
    ending: { kind: "symlink", props: { path: "/etc/x", absent: true } },
    paths: ["/etc/x"],
  },
  { resource: symlink({ path: "/etc/x", absent: true }), ending: "nothing", paths: ["/etc/x"] },
  {
    resource: directory({ path: "/srv/www" }),
    ending: { kind: "directory", props: { path: "/srv/www", absent: true, onlyEmpty: true } },
    paths: ["/srv/www"],
  },
  { resource: directory({ path: "/srv/www", absent: true }), ending: "nothing", paths: ["/srv/www"] },
  {
    resource: line({ path: "/etc/hosts", line: "192.0.2.1 eu", match: " eu$" }),
    ending: { kind: "line", props: { path: "/etc/hosts", line: "192.0.2.1 eu", absent: true } },
    paths: ["/etc/hosts"],
  },
  {
    resource: line({ path: "/etc/issue", line: codename, match: "^Debian" }),
    ending: { kind: "line", props: { path: "/etc/issue", match: "^Debian", absent: true } },
    paths: ["/etc/issue"],
  },
  { resource: line({ path: "/etc/issue", line: codename }), ending: undefined, paths: ["/etc/issue"] },
  { resource: line({ path: "/etc/issue", match: "x", absent: true }), ending: "nothing", paths: ["/etc/issue"] },
  {
    resource: block({ path: "/etc/x", name: "fleet", content: codename, comment: ";" }),
    ending: { kind: "block", props: { path: "/etc/x", name: "fleet", comment: ";", absent: true } },
    paths: ["/etc/x"],
  },
  { resource: block({ path: "/etc/x", name: "fleet", absent: true }), ending: "nothing", paths: ["/etc/x"] },
  {
    resource: config({
      name: "web",
      files: [
        { path: "/etc/web/a", content: "a" },
        { path: "/etc/web/b", absent: true },
      ],
      validate: ["web", "-t"],
    }),
    ending: { kind: "config", props: { name: "web", files: [{ path: "/etc/web/a", absent: true }], validate: ["true"] } },
    paths: ["/etc/web/a", "/etc/web/b"],
  },
  {
    resource: config({
      name: "sshd",
      files: [{ path: "/etc/ssh/a", content: "Port 2222" }],
      validate: ["sshd", "-t"],
      confirm: { reload: ["systemctl", "reload", "ssh"], port: 2222 },
    }),
    ending: {
      kind: "config",
      props: {
        name: "sshd",
        files: [{ path: "/etc/ssh/a", absent: true }],
        validate: ["sshd", "-t"],
        confirm: { reload: ["systemctl", "reload", "ssh"] },
      },
    },
    paths: ["/etc/ssh/a"],
  },
  { resource: config({ name: "web", files: [{ path: "/b", absent: true }], validate: ["true"] }), ending: "nothing", paths: ["/b"] },
  {
    resource: systemdUnit({ name: "x", content: "[Service]\n" }),
    ending: { kind: "systemdUnit", props: { name: "x.service", absent: true } },
    paths: ["/etc/systemd/system/x.service"],
  },
  {
    resource: systemdUnit({ name: "x", dropIn: "y", content: "[Service]\n" }),
    ending: { kind: "systemdUnit", props: { name: "x.service", dropIn: "y", absent: true } },
    paths: ["/etc/systemd/system/x.service.d/y.conf"],
  },
  { resource: systemdUnit({ name: "x", absent: true }), ending: "nothing", paths: ["/etc/systemd/system/x.service"] },
  {
    resource: sysctl({ key: "vm.swappiness", value: 1 }),
    ending: { kind: "sysctl", props: { key: "vm.swappiness", absent: true } },
    paths: ["/etc/sysctl.d/99-zz-infra-vm.swappiness.conf"],
  },
  {
    resource: sysctl({ key: "vm.swappiness", absent: true }),
    ending: "nothing",
    paths: ["/etc/sysctl.d/99-zz-infra-vm.swappiness.conf"],
  },
  {
    resource: aptRepository({ name: "x", ...archive }),
    ending: { kind: "aptRepository", props: { name: "x", absent: true } },
    paths: archivePaths,
  },
  {
    resource: aptRepository({ name: "x", ...archive, signedBy: "/etc/apt/keyrings/y.asc" }),
    ending: { kind: "aptRepository", props: { name: "x", absent: true } },
    paths: [...archivePaths, "/etc/apt/keyrings/y.asc"],
  },
  { resource: aptRepository({ name: "x", absent: true }), ending: "nothing", paths: archivePaths },
  {
    resource: authorizedKeys({ user: "ann", keys: [`restrict ${key} ann@laptop`] }),
    ending: { kind: "authorizedKeys", props: { user: "ann", absent: [key] } },
  },
  { resource: authorizedKeys({ user: "ann", exclusive: true }), ending: "nothing" },
  { resource: user({ name: "ann" }), ending: { kind: "user", props: { name: "ann", absent: true } } },
  { resource: user({ name: "ann", absent: true }), ending: "nothing" },
  { resource: group({ name: "ops" }), ending: { kind: "group", props: { name: "ops", absent: true } } },
  { resource: group({ name: "ops", absent: true }), ending: "nothing" },
  {
    resource: firewall({ interfaces: ["tailscale0"], ports: [{ port: 22 }] }),
    ending: { kind: "firewall", props: { absent: true } },
    paths: ["/etc/infra/firewall.nft"],
  },
  { resource: firewall({ absent: true }), ending: "nothing", paths: ["/etc/infra/firewall.nft"] },
  { resource: tailnetNode({}), ending: undefined },
  {
    resource: dnsZone({ zone: "example.org", content: "@ 300 SOA a. b. 1 1 1 1 1\n@ NS a.\n" }),
    ending: undefined,
    paths: ["/etc/knot/zones/example.org.zone"],
  },
  { resource: dnssecKeys({ zone: "example.org", absent: true }), ending: "nothing" },
  {
    resource: dnssecKeys({ zone: "example.org", keys: { ksk: signingKey(), zsk: signingKey() } }),
    ending: { kind: "dnssecKeys", props: { zone: "example.org", absent: true } },
  },
  { resource: geoMap({ orders: "", database: "", hosts: ["eu"] }), ending: "nothing" },
  { resource: service({ unit: "x", running: true }), ending: "nothing" },
  { resource: aptPackages({ name: "x", packages: ["tmux"] }), ending: undefined },
  { resource: command({ name: "x", shell: "true", creates: "/x" }), ending: undefined },
];

const kinds = new Map(Object.entries<unknown>({ ...geosteer }).filter((entry): entry is [string, Kind] => isKind(entry[1])));

describe("how a resource ends that is no longer declared", () => {
  for (const { resource, ending, paths = [] } of endings) {
    it(`${resource.id}: ${ending === undefined ? "never by itself" : JSON.stringify(ending)}`, () => {
      expect(resource.ending).to.deep.equal(ending);
      expect(resource.paths).to.deep.equal(paths);
    });
    if (typeof ending !== "object") continue;
    it(`${resource.id}: its absence has its id and ends in nothing`, () => {
      const absence = kinds.get(ending.kind)?.(JSON.parse(JSON.stringify(ending.props)));
      expect([absence?.id, absence?.ending]).to.deep.equal([absence?.kind === "line" ? absence.id : resource.id, "nothing"]);
    });
  }

  it("is said of every kind", () => {
    expect([...new Set(endings.map(({ resource }) => resource.kind))].sort()).to.deep.equal([...kinds.keys()].sort());
  });
});

function isKind(value: unknown): value is Kind {
  return typeof value === "function" && "kind" in value && "props" in value;
}
