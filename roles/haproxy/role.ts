import { aptPackages, config, role, service, z } from "geosteer";
import { haproxyCfg } from "./haproxy-cfg.ts";

const Line = z.string().regex(/^[^\n\r\0]+$/, "must be one line that is not empty");
const Word = z.string().regex(/^[^\s\0"'\\#]+$/, "must be one word");
const Name = z.string().regex(/^[A-Za-z0-9_.:-]+$/, "must be of letters, digits and _.:-");
const Time = z.string().regex(/^\d+(?:us|ms|s|m|h|d)$/, "must be a time such as 500ms, 10s or 1h");

const Server = z.strictObject({
  address: Word.describe("Where it answers: `10.7.0.2:22`, `[2001:db8::2]:22`."),
  check: z.boolean().default(true).describe("Whether it gets connections only while it answers."),
  inter: Time.default("10s").describe("Time between two checks."),
  fall: z.int().min(1).default(2).describe("Failed checks after which it is out."),
  rise: z.int().min(1).default(1).describe("Good checks after which it is back."),
  backup: z.boolean().default(false).describe("Whether it is used only when no other one answers."),
  options: z.array(Line).default([]).describe("Further words, such as `send-proxy-v2`."),
});

const Listen = z.strictObject({
  bind: z
    .array(Line)
    .min(1)
    .describe("Addresses that it listens on: `:::22 v4v6` (both families), `:22` (IPv4 only), `192.0.2.7:1965`, `:::6697 v6only`."),
  mode: z.enum(["tcp", "http"]).default("tcp").describe("What is forwarded: connections as they are, or HTTP requests."),
  balance: Line.default("roundrobin").describe("How one of several servers is chosen."),
  servers: z.record(Name, Server).describe("Servers by name."),
  options: z.array(Line).default([]).describe("Further lines."),
});

/**
 * Forwards TCP connections to servers that answer; one that does not is left out until it does. A change is checked by HAProxy and then read
 * without a connection being lost.
 *
 * @example
 * haproxy:
 *   listens:
 *     ssh:
 *       bind: [":::22 v4v6"]
 *       servers: { shell: { address: "10.7.0.2:22" } }
 */
export const haproxy = role({
  name: "haproxy",
  description: "HAProxy, which forwards TCP connections to servers that answer.",
  vars: z.strictObject({
    listens: z
      .record(Name, Listen)
      .refine((listens) => Object.keys(listens).length > 0, "must hold one at least: HAProxy does not start without")
      .describe("Forwards by name."),
    timeouts: z
      .record(z.string(), Time)
      .default({ connect: "5s", check: "5s", client: "1h", server: "1h" })
      .describe("Time limits by HAProxy's names. A connection that is silent for `client` or `server` is closed."),
    maxconn: z.int().min(1).default(4096).describe("Connections at one time."),
    stats_socket: z.string().default("/run/haproxy/admin.sock").describe("Socket for `show stat` and the like, root's; empty: none."),
    global: z.array(Line).default([]).describe("Further lines of the section `global`."),
    defaults: z.array(Line).default([]).describe("Further lines of the section `defaults`."),
  }),
  installs: ["package haproxy", "/etc/haproxy/haproxy.cfg", "haproxy.service"],
  resources({ vars }) {
    const path = "/etc/haproxy/haproxy.cfg";
    const cfg = config({ name: "haproxy", files: [{ path, content: haproxyCfg(vars) }], validate: ["haproxy", "-c", "-f", path] });
    return [
      aptPackages({ name: "haproxy", packages: ["haproxy"], recommends: false }),
      cfg,
      service({ unit: "haproxy", running: true, enabled: true, reloadOn: [cfg] }),
    ];
  },
});
