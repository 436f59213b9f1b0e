import { aptPackages, config, Failure, type Host, role, type RoleInput, service, z } from "geosteer";

const CONF = "/etc/nginx/conf.d/geo-proxy-backend.conf";

const Network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  "must be an address, or a network such as 192.0.2.0/24 or 2001:db8::/32",
);

const Vars = z.strictObject({
  proxies: z
    .array(Network)
    .min(1, "must hold a proxy")
    .optional()
    .describe("Addresses from which the proxies come. Default: `ansible_host` of the hosts in `group`."),
  group: z.string().default("geoproxies").describe("Group of the hosts that are proxies."),
});

type Vars = z.output<typeof Vars>;

/**
 * What a host behind geo proxies (role `nginx-geo-proxy`) needs: its nginx takes the client's address from the header that a proxy sets, and believes
 * nobody else. The sites themselves are the application's.
 *
 * @example
 * geo_proxy_backend:
 *   proxies: [192.0.2.10, "2001:db8::10"]
 */
export const geoProxyBackend = role({
  name: "geo-proxy-backend",
  description: "An application host's nginx, which learns from geo proxies who the client is.",
  installs: ["package nginx", CONF, "nginx.service"],
  vars: Vars,
  resources(input) {
    const conf = config({
      name: "geo-proxy-backend",
      files: [{ path: CONF, content: trust(proxiesOf(input)) }],
      validate: ["nginx", "-t"],
    });
    return [
      aptPackages({ name: "geo-proxy-backend", packages: ["nginx"], recommends: false }),
      conf,
      service({ unit: "nginx", running: true, enabled: true, reloadOn: [conf] }),
    ];
  },
});

/** For every site of the host (ngx_http_realip_module). */
function trust(proxies: readonly string[]): string {
  const from = proxies.map((network) => `set_real_ip_from ${network};\n`).join("");
  return `${from}real_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n`;
}

function proxiesOf({ vars, host, inventory }: RoleInput<Vars>): readonly string[] {
  if (vars.proxies !== undefined) return vars.proxies;
  return inventory.select(vars.group).map((proxy) => {
    const { success, data } = Network.safeParse(proxy.address.host);
    if (success) return data;
    throw addressless(proxy, inventory.whereIs(host, ["geo_proxy_backend"]));
  });
}

function addressless({ name }: Host, where: string): Failure {
  return new Failure("VARS_INVALID", where, `Cannot trust the proxy ${name}: its ansible_host is no address`, {
    hint: "Give `geo_proxy_backend: { proxies: […] }`",
  });
}
