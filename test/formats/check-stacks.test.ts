import { expect } from "chai";
import fc from "fast-check";
import { checkStacks, readStacks } from "../../src/formats/check-stacks.ts";
import { ComposeFile } from "../../src/formats/compose-file.ts";
import { Secret } from "../../src/model/secret.ts";

type Keys = Readonly<Record<string, unknown>>;

function said(stacks: Readonly<Record<string, unknown>>): readonly string[] {
  return readStacks(stacks).mistakes.map(
    ({ path, message, hint }) => `${path.join(".")}: ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
}

function one(keys: Keys, top: Keys = {}): Keys {
  return { services: { web: { image: "a", ...keys } }, ...top };
}

const cases: readonly {
  readonly title: string;
  readonly stacks: Readonly<Record<string, unknown>>;
  readonly mistakes: readonly string[];
}[] = [
  {
    title: "all that is wrong with the form of several files at once",
    stacks: {
      a: one({ restrat: "always", ports: ["x"], healthcheck: { intervall: "1s" } }),
      b: { services: { web: { image: ":1", build: "." }, db: {} }, netwerk: {} },
      c: [],
    },
    mistakes: [
      'a.services.web.ports.0: must be [[ADDRESS:]PORT:]PORT[/tcp|udp|sctp], such as 8080:80 or 127.0.0.1:8080:80; an IPv6 address stands in brackets; got "x"',
      "a.services.web.healthcheck.intervall: there is no such property",
      "a.services.web.restrat: there is no such property",
      'b.services.web.image: must be an image: [registry/]name[:tag][@sha256:digest]; got ":1"',
      'b.services.web.build: cannot be: images are pulled, nothing is built on a host; got "."',
      "b.services.db.image: must name an image; got nothing",
      "b.netwerk: there is no such property",
      "c: expected mapping; got a list, not shown",
    ],
  },
  {
    title: "names of what there is not",
    stacks: {
      a: one(
        {
          depends_on: ["bd"],
          links: ["cache:c"],
          network_mode: "service:vpn",
          volumes: ["data:/d"],
          configs: [{ source: "app" }],
          secrets: ["key"],
        },
        { volumes: { date: {} } },
      ),
      b: one({ networks: { inner: null }, pid: "service:web", ipc: "host", volumes_from: ["container:x"] }),
    },
    mistakes: [
      'a.services.web.network_mode: there is no service "vpn" in this stack (known: web)',
      'a.services.web.depends_on.0: there is no service "bd" in this stack (known: web)',
      'a.services.web.links.0: there is no service "cache" in this stack (known: web)',
      'a.services.web.volumes.0: there is no volume "data" in this stack (Did you mean "date"? known: date)',
      'a.services.web.configs.0: there is no config "app" in this stack (There is none)',
      'a.services.web.secrets.0: there is no secret "key" in this stack (There is none)',
      'b.services.web.networks.inner: there is no network "inner" in this stack (There is none)',
      'b.services.web: services wait for each other: "web" → "web"',
    ],
  },
  {
    title: "a circle once, whichever way it is reached",
    stacks: {
      a: {
        services: {
          z: { image: "a", depends_on: ["a", "b"] },
          a: { image: "a", depends_on: { b: { condition: "service_started" } } },
          b: { image: "a", links: ["c"] },
          c: { image: "a", depends_on: ["a"] },
        },
      },
    },
    mistakes: ['a.services.c: services wait for each other: "a" → "b" → "c" → "a"'],
  },
  {
    title: "what cannot be together",
    stacks: {
      a: one({ network_mode: "host", networks: ["default"], ports: ["80:80"], container_name: "web", deploy: { replicas: 3 } }),
      b: one({}, { configs: { x: {}, y: { file: "a", content: "b" }, z: { external: true } }, secrets: { k: { external: false } } }),
    },
    mistakes: [
      "a.services.web.network_mode: cannot be together with networks",
      "a.services.web.ports: cannot be published: the network is not its own (host)",
      "a.services.web.container_name: cannot be the name of 3 containers",
      "b.configs.x: must have one source: file, content or external",
      "b.configs.y: must have one source: file, content or external",
      "b.secrets.k: must have one source: file or external",
    ],
  },
  {
    title: "one port twice, in one stack and in two",
    stacks: {
      a: { services: { web: { image: "a", ports: ["8080:80", "8080:81/udp"] }, other: { image: "a", ports: ["127.0.0.1:8080:80"] } } },
      b: one({ ports: [{ target: 1, published: 8080, host_ip: "0.0.0.0" }, "[::]:8080:80", "192.0.2.1:8080:80", "81:80"] }),
      c: one({ ports: ["8000-8090:8000-8090", "[::1]:8080:80", "8080"] }),
      d: one({ ports: ["8080-8089:80"] }),
    },
    mistakes: [
      'a.services.other.ports.0: port 127.0.0.1:8080/tcp is taken by service "web" of stack "a"',
      'b.services.web.ports.0: port 0.0.0.0:8080/tcp is taken by service "web" of stack "a"',
      'b.services.web.ports.2: port 192.0.2.1:8080/tcp is taken by service "web" of stack "b"',
      'c.services.web.ports.0: port 127.0.0.1:8000-8090/tcp is taken by service "web" of stack "a"',
      'c.services.web.ports.1: port [::1]:8080/tcp is taken by service "web" of stack "b"',
    ],
  },
  {
    title: "one name twice",
    stacks: {
      a: { services: { redis: { image: "a", container_name: "redis" }, web: { image: "a" } } },
      b: { services: { redis: { image: "a", container_name: "redis" }, odd: { image: "a", container_name: "a-web-1" } } },
      c: { name: "a", services: { web: { image: "a" } } },
      "D E": one({}),
    },
    mistakes: [
      "D E: must be a stack's name: small letters, digits, hyphens and underscores",
      'c.name: "a" is the name of stack "a" too',
      'b.services.redis.container_name: container "redis" is service "redis" of stack "a" too',
      'b.services.odd.container_name: container "a-web-1" is service "web" of stack "a" too',
    ],
  },
  {
    title: "variables that nothing sets",
    stacks: {
      a: one({
        command: ["echo", "$HOME"],
        environment: { A: "${B}", C: "$$D ${E:-f} ${G+h} $1 $", I: "${J:?no}", K: new Secret(["k"], "$L") },
        labels: ["m=${n o}"],
      }),
    },
    mistakes: [
      'a.services.web.command.1: nothing sets the variable "HOME" for Compose (A dollar sign is written $$)',
      'a.services.web.environment.A: nothing sets the variable "B" for Compose (A dollar sign is written $$)',
      'a.services.web.environment.I: nothing sets the variable "J" for Compose (A dollar sign is written $$)',
      "a.services.web.labels.0: ${ must be followed by a variable's name (A dollar sign is written $$)",
    ],
  },
];

describe("readStacks", () => {
  for (const { title, stacks, mistakes } of cases) {
    it(`finds ${title}`, () => {
      const found = said(stacks).map((text) => text.replace(/there is no such property; got .*/, "there is no such property"));
      expect([...found].sort()).to.deep.equal([...mistakes].sort());
    });
  }

  it("says what was meant, and shows nothing that may hold a secret", () => {
    expect(said({ a: one({ enviroment: { KEY: "hush" } }) })).to.have.length(1);
    expect(said({ a: one({ enviroment: { KEY: "hush" } }) })[0])
      .to.match(/^a\.services\.web\.enviroment: .*\(Did you mean "environment"\? known: /)
      .and.not.to.include("hush");
    expect(said({ a: one({ command: new Secret(["key"], "hush") }) })[0]).to.match(/^a\.services\.web\.command: .*«key»/);
  });

  it("gives those whose form is right", () => {
    expect(Object.keys(readStacks({ a: one({}), b: {} }).stacks)).to.deep.equal(["a"]);
  });
});

describe("two services on a host", () => {
  it("meet on a port exactly where one address and port of one protocol is both of theirs", () => {
    const side = fc.record({
      ip: fc.constantFrom("", "0.0.0.0:", "127.0.0.1:", "192.0.2.1:", "[::]:", "[::1]:"),
      first: fc.integer({ min: 80, max: 90 }),
      more: fc.integer({ min: 0, max: 4 }),
      by: fc.constantFrom("tcp", "udp"),
    });
    fc.assert(
      fc.property(side, side, (one, other) => {
        const [a, b] = [one, other].map(({ ip, first, more, by }) => {
          const ports = `${first}-${first + more}`;
          return ComposeFile.parse({ services: { web: { image: "a", ports: [`${ip}${ports}:${ports}/${by}`] } } });
        });
        const mine = listened(one);
        const doMeet = listened(other).some((socket) => mine.includes(socket));
        expect(checkStacks({ ...(a && { a }), ...(b && { b }) }).length > 0).to.equal(doMeet);
      }),
    );
  });
});

/** Every address and port that a port takes, of the addresses that are in the test. */
function listened({ ip, first, more, by }: { ip: string; first: number; more: number; by: string }): readonly string[] {
  const address = ip === "" ? "127.0.0.1:" : ip;
  const all = { "0.0.0.0:": ["127.0.0.1:", "192.0.2.1:", "0.0.0.0:"], "[::]:": ["[::1]:", "[::]:"] }[address] ?? [address];
  return all.flatMap((host) => Array.from({ length: more + 1 }, (_, n) => `${host}${first + n}/${by}`));
}
