/** A small Compose file, with what real Compose (2.26, as in Debian 13) and our schema say of it. */
export interface ComposeCase {
  readonly title: string;
  readonly file: Readonly<Record<string, unknown>>;
  readonly ours: "accepts" | "refuses";
  readonly compose: "accepts" | "refuses";
  /** Where the two differ, on purpose. */
  readonly because?: string;
}

type Keys = Readonly<Record<string, unknown>>;

/** A stack of one service with these keys. */
function web(keys: Keys, top: Keys = {}): Keys {
  return { services: { web: { image: "example/web:1", ...keys } }, ...top };
}

function both(compose: ComposeCase["compose"], cases: Readonly<Record<string, Keys>>): readonly ComposeCase[] {
  return Object.entries(cases).map(([title, file]) => ({ title, file, ours: compose, compose }));
}

/** Ours refuses what Compose accepts, each for a reason. */
function stricter(cases: Readonly<Record<string, readonly [because: string, file: Keys]>>): readonly ComposeCase[] {
  return Object.entries(cases).map(([title, [because, file]]) => ({ title, file, ours: "refuses", compose: "accepts", because }));
}

/** Ours accepts what this Compose refuses, each for a reason. */
function wider(cases: Readonly<Record<string, readonly [because: string, file: Keys]>>): readonly ComposeCase[] {
  return Object.entries(cases).map(([title, [because, file]]) => ({ title, file, ours: "accepts", compose: "refuses", because }));
}

const check = { test: ["CMD", "true"], interval: "1m30s", timeout: "5s", retries: 3, start_period: "10s", start_interval: "500ms" };

const accepted = both("accepts", {
  "commands after the start": web({ post_start: [{ command: "true" }] }),
  "rights in quotes, as octal digits": web({ secrets: [{ source: "key", mode: "0440" }] }, { secrets: { key: { file: "./key" } } }),
  "a dollar sign alone": web({ command: "echo a$ b" }),
  "an image": web({}),
  "an image of a registry, with a tag and a digest": web({ image: `registry.example.com:5000/a/b_c:1.2-x@sha256:${"0a".repeat(32)}` }),
  "a version, which means nothing": web({}, { version: "3.7" }),
  "keys that begin with x-": web({ "x-note": 1 }, { "x-common": { restart: "always" } }),
  "a name": web({}, { name: "front_end-1" }),
  "a command as a line, an entrypoint as words": web({ command: "serve --port 80", entrypoint: ["/bin/app", "-v"] }),
  "an environment as a mapping": web({
    environment: { TEXT: "a b", NUMBER: 1, YES: true, NONE: null, EMPTY: "", ODD: "0644", WORD: "yes" },
  }),
  "an environment as a list": web({ environment: ["A=b", "C=", "D", "E=f=g"] }),
  "files with variables": web({ env_file: ["a.env", { path: "b.env", required: false }] }),
  "ports in all short forms": web({
    ports: [80, "81", "8080:82", "127.0.0.1:8081:83", "127.0.0.1::84", "9000-9002:90-92", "53:53/udp", "[::1]:85:85"],
  }),
  "ports in the long form": web({
    ports: [{ target: 80, published: "8080", host_ip: "0.0.0.0", protocol: "tcp", mode: "host" }, { target: 81 }],
  }),
  "mounts in the short form": web(
    { volumes: ["/a", "data:/b", "./c:/c:ro", "/d:/d:ro,z", "~/e:/e", "../f:/f:rshared"] },
    { volumes: { data: null } },
  ),
  "mounts in the long form": web(
    {
      volumes: [
        {
          type: "bind",
          source: "./a",
          target: "/a",
          read_only: true,
          bind: { create_host_path: false, propagation: "rslave", selinux: "z" },
        },
        { type: "volume", source: "data", target: "/b", volume: { nocopy: true } },
        { type: "tmpfs", target: "/c", tmpfs: { size: "64m" } },
      ],
    },
    { volumes: { data: { driver: "local", driver_opts: { type: "none" }, labels: ["a=b"] } } },
  ),
  "networks as a list": web({ networks: ["inner", "default"] }, { networks: { inner: { internal: true } } }),
  "networks as a mapping": web(
    { networks: { inner: { aliases: ["w"], ipv4_address: "10.9.0.2", priority: 10 }, other: null } },
    {
      networks: {
        inner: { ipam: { config: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }] } },
        other: { external: true, name: "shared" },
      },
    },
  ),
  "a service that waits for another, as a list": { services: { web: { image: "a", depends_on: ["db"] }, db: { image: "b" } } },
  "a service that waits for another to be healthy": {
    services: {
      web: { image: "a", depends_on: { db: { condition: "service_healthy", restart: true } } },
      db: { image: "b", healthcheck: check },
    },
  },
  "no health check": web({ healthcheck: { disable: true } }),
  "a health check as a line": web({ healthcheck: { test: "true", interval: "10s" } }),
  "every way to start again": {
    services: Object.fromEntries(
      ["no", "always", "unless-stopped", "on-failure", "on-failure:3"].map((restart, n) => [`s${n}`, { image: "a", restart }]),
    ),
  },
  "limits for what is deployed": web({
    deploy: {
      replicas: 2,
      resources: { limits: { cpus: "0.5", memory: "64M", pids: 100 }, reservations: { memory: "32mb" } },
      labels: { a: "b" },
    },
  }),
  "limits of the service": web({
    mem_limit: "512m",
    mem_reservation: 1048576,
    memswap_limit: -1,
    cpus: 1.5,
    cpu_shares: 512,
    pids_limit: 50,
  }),
  "more limits": web({ cpuset: "0,1", oom_score_adj: 100, shm_size: "64mb", ulimits: { nproc: 10, nofile: { soft: 10, hard: 20 } } }),
  "labels and annotations": web({ labels: ["a=b", "c"], annotations: { d: "e" } }),
  "a log driver": web({ logging: { driver: "json-file", options: { "max-size": "1m", "max-file": 2 } } }),
  "rights taken away": web({ cap_add: ["NET_ADMIN"], cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"], read_only: true }),
  "who and where": web({ user: "1000:1000", group_add: ["mail", 12], working_dir: "/srv", hostname: "web", domainname: "example.org" }),
  "an init and a terminal": web({ init: true, tty: "true", stdin_open: false, stop_grace_period: "1m", stop_signal: "SIGINT" }),
  "kernel settings": web({ sysctls: { "net.core.somaxconn": 1024 } }),
  "file systems in memory": web({ tmpfs: ["/run", "/tmp:size=64m"] }),
  "names of hosts as a list": web({ extra_hosts: ["a.example:192.0.2.1", "b.example=192.0.2.2"] }),
  "names of hosts as a mapping": web({ extra_hosts: { "a.example": "192.0.2.1" } }),
  "name servers": web({ dns: ["192.0.2.53", "2001:db8::53"], dns_search: "example.org", dns_opt: ["ndots:1"] }),
  devices: web({ devices: ["/dev/fuse:/dev/fuse:rwm"], device_cgroup_rules: ["c 10:229 rwm"], privileged: false }),
  "the host's network": web({ network_mode: "host" }),
  "another's network": { services: { web: { image: "a", network_mode: "service:vpn" }, vpn: { image: "b" } } },
  namespaces: web({ ipc: "shareable", pid: "host", uts: "host", userns_mode: "host", cgroup: "private" }),
  "ports for the others": web({ expose: [80, "8080-8090/tcp"], mac_address: "02:00:00:00:00:01" }),
  "a config with its content": web(
    { configs: ["app", { source: "app", target: "/etc/b", uid: "1" }] },
    { configs: { app: { content: "a: b\n" } } },
  ),
  "a secret of a file": web({ secrets: ["key"] }, { secrets: { key: { file: "./key" } } }),
  "profiles and when to pull": web({ profiles: ["debug"], pull_policy: "missing", platform: "linux/amd64", scale: 2 }),
  "a dollar sign, and a variable with a default": web({ environment: { A: "a$$b", C: "${NONE:-d}" } }),
  "a block device's limits": web({ blkio_config: { weight: 300, device_read_bps: [{ path: "/dev/vda", rate: "12mb" }] } }),
  links: { services: { web: { image: "a", links: ["db:data"], volumes_from: ["db:ro"] }, db: { image: "b" } } },
});

const refused = both("refuses", {
  "a service that it can do without, and that there is not": web({
    depends_on: { db: { condition: "service_started", required: false } },
  }),
  "a size below nothing": web({ mem_limit: "-1" }),
  "a time in days": web({ stop_grace_period: "1d" }),
  "a check that does not begin with CMD": web({ healthcheck: { test: ["true"] } }),
  "a brace without a name": web({ command: "echo ${a b}" }),
  "a top-level key that there is not": web({}, { service: {} }),
  "a key of a service that there is not": web({ imag: "a" }),
  "a key of a health check that there is not": web({ healthcheck: { tests: "true" } }),
  "a key of a limit that there is not": web({ deploy: { resources: { limits: { cpu: 1 } } } }),
  "a service without an image": { services: { web: { restart: "always" } } },
  "an image that is a list": web({ image: ["a"] }),
  "a service's name with a space": { services: { "a b": { image: "a" } } },
  "environment that is a text": web({ environment: "A=b" }),
  "an environment with a mapping in it": web({ environment: { A: { b: "c" } } }),
  "a port that is no number": web({ ports: ["http:80"] }),
  "a port that is too large": web({ ports: ["70000:80"] }),
  "ranges of ports of two lengths": web({ ports: ["9000-9002:90-91"] }),
  "a port of an unknown protocol": web({ ports: ["80:80/icmp"] }),
  "a key of a port that there is not": web({ ports: [{ target: 80, publish: 80 }] }),
  "a mount of a volume that is not declared": web({ volumes: ["data:/a"] }),
  "a network that is not declared": web({ networks: ["inner"] }),
  "a secret that is not declared": web({ secrets: ["key"] }),
  "a config that is not declared": web({ configs: ["app"] }),
  "a service that waits for one that there is not": web({ depends_on: ["db"] }),
  "services that wait for each other": { services: { a: { image: "a", depends_on: ["b"] }, b: { image: "b", depends_on: ["a"] } } },
  "a condition that there is not": {
    services: { web: { image: "a", depends_on: { db: { condition: "service_up" } } }, db: { image: "b" } },
  },
  "a network and another mode": web({ network_mode: "host", networks: ["inner"] }, { networks: { inner: {} } }),
  "a network of a service that there is not": web({ network_mode: "service:vpn" }),
  "restart that is a boolean": web({ restart: true }),
  "a time that is none": web({ stop_grace_period: "soon" }),
  "a size that is none": web({ mem_limit: "much" }),
  "a limit with its soft part only": web({ ulimits: { nofile: { soft: 10 } } }),
  "a config from nowhere": web({ configs: ["app"] }, { configs: { app: {} } }),
  "a pull policy that there is not": web({ pull_policy: "sometimes" }),
  "a text for init that is no boolean": web({ init: "perhaps" }),
  "a name for two containers": web({ container_name: "web", scale: 2 }),
});

const differing = [
  ...stricter({
    "any port of the host, as 0": ["it is written 80", web({ ports: ["0:80"] })],
    "a port without its host's, after a colon": ["it is written 80", web({ ports: [":80"] })],
    "a mount at a relative path": ["Docker refuses it on the host", web({ volumes: ["data"] })],
    "published ports of another's network": [
      "Docker refuses it on the host",
      { services: { web: { image: "a", network_mode: "service:vpn", ports: ["80:80"] }, vpn: { image: "b" } } },
    ],
    "one capability twice": ["the specification wants each once", web({ cap_add: ["NET_ADMIN", "NET_ADMIN"] })],
    "a mount of an unknown type": ["Docker refuses it on the host", web({ volumes: [{ type: "disk", target: "/a" }] })],
    "a name in capitals": ["Compose takes another name for it", web({}, { name: "Front" })],
    "an image without a name": ["Docker refuses it on the host", web({ image: ":1" })],
    "no services": ["a stack without a service does nothing", { name: "a" }],
    build: ["images are pulled", web({ build: "." })],
    "a pull policy that builds": ["images are pulled", web({ pull_policy: "build" })],
    develop: ["it is for building", web({ develop: { watch: [] } })],
    "another service's keys": ["a stack is one file", { services: { a: { image: "a" }, b: { image: "b", extends: "a" } } }],
    "what is for Windows": ["the hosts are Debian", web({ isolation: "default" })],
    "a variable that nothing sets": ["it would be empty in silence", web({ command: "echo $NOTHING" })],
    "a secret of the environment": [
      "the environment of who runs Compose",
      web({ secrets: ["k"] }, { secrets: { k: { environment: "PATH" } } }),
    ],
    "another word for true": ["YAML 1.2 has two", web({ init: "yes" })],
    "a start that there is not": ["Docker refuses it on the host", web({ restart: "sometimes" })],
    "published ports of the host's network": ["Docker ignores them", web({ network_mode: "host", ports: ["80:80"] })],
    "two services on one port": [
      "Docker refuses it on the host",
      { services: { a: { image: "a", ports: ["80:80"] }, b: { image: "b", ports: ["80:80"] } } },
    ],
    "two containers of one name": [
      "Docker refuses it on the host",
      { services: { a: { image: "a", container_name: "one" }, b: { image: "b", container_name: "one" } } },
    ],
  }),
  ...wider({
    "files of labels": ["Compose 2.32", web({ label_file: "a.labels" })],
    "a policy of the week": ["Compose 2.34", web({ pull_policy: "weekly" })],
  }),
] satisfies readonly ComposeCase[];

/** Small Compose files, accepted and refused ones. */
export const composeCases: readonly ComposeCase[] = [...accepted, ...refused, ...differing];
