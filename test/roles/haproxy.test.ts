import { expect } from "chai";
import { haproxyCfg } from "../../roles/haproxy/haproxy-cfg.ts";
import { haproxy } from "../../roles/haproxy/role.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

describe("role haproxy", () => {
  it("writes a listener with its servers and their checks", () => {
    const vars = haproxy.vars.parse({
      listens: {
        ssh: {
          bind: [":22", "[::]:22 v6only"],
          servers: {
            shell: { address: "10.7.0.2:22" },
            spare: { address: "[2001:db8::2]:22", backup: true, inter: "5s", rise: 2, options: ["send-proxy-v2"] },
            plain: { address: "10.7.0.4:22", check: false },
          },
        },
        web: { bind: [":80"], mode: "http", balance: "leastconn", servers: {}, options: ["http-request deny"] },
      },
      global: ["nbthread 2"],
      defaults: ["retries 2"],
      timeouts: { connect: "5s" },
    });
    expect(haproxyCfg(vars)).to.equal(`global
  log /dev/log local0
  chroot /var/lib/haproxy
  stats socket /run/haproxy/admin.sock mode 660 level admin
  stats timeout 30s
  user haproxy
  group haproxy
  maxconn 4096
  nbthread 2

defaults
  log global
  mode tcp
  option dontlognull
  timeout connect 5s
  retries 2

listen ssh
  bind :22
  bind [::]:22 v6only
  mode tcp
  option tcplog
  balance roundrobin
  server shell 10.7.0.2:22 check inter 10s fall 2 rise 1
  server spare [2001:db8::2]:22 check inter 5s fall 2 rise 2 backup send-proxy-v2
  server plain 10.7.0.4:22

listen web
  bind :80
  mode http
  option httplog
  balance leastconn
  http-request deny
`);
    expect(haproxyCfg({ ...vars, stats_socket: "" })).to.not.include("stats");
  });

  it("refuses to have no listener, and what would be another line", () => {
    expect(() => roleOn(haproxy, hostNamed("eu"), { listens: {} })).to.throw("one at least");
    const servers = { shell: { address: "10.7.0.2:22\n" } };
    expect(() => roleOn(haproxy, hostNamed("eu"), { listens: { ssh: { bind: [":22"], servers } } })).to.throw("one word");
  });
});
