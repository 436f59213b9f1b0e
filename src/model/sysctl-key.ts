import { z } from "zod";

/**
 * A kernel setting's name by sysctl.d(5): dots between its parts, a slash for a dot within a part (`net.ipv4.conf.eth0/1.forwarding`).
 * The other spelling, with slashes between the parts, is turned into this one, so that a setting has one id.
 */
export const sysctlKey = z
  .string()
  .overwrite((key) => (/^[^./]*\//.test(key) ? swap(key) : key))
  .regex(/^[\w@:,+~](?:[\w@:,+~/.-]*[\w@:,+~/-])?$/, "must be a setting's name as in sysctl.d(5), such as vm.swappiness")
  .refine((key) => key.split(".").every((part) => /[^/]/.test(part)), "must not have an empty part");

/** Where the kernel shows the setting. */
export function sysctlPath(key: string): string {
  return `/proc/sys/${swap(key)}`;
}

/**
 * Where the setting is kept for the next start: a file of its own, so that settings are independent. `zz`, so that it is read after
 * `99-sysctl.conf`, Debian's link to /etc/sysctl.conf, where Ansible writes.
 */
export function sysctlFile(key: string): string {
  return `/etc/sysctl.d/99-zz-infra-${encodeURIComponent(key)}.conf`;
}

function swap(key: string): string {
  return key.replaceAll(/[./]/g, (separator) => (separator === "." ? "/" : "."));
}
