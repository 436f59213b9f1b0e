import { expect } from "chai";
import fc from "fast-check";
import { sysctl } from "../../../src/resources/sysctl.ts";
import { type Command, lines, sh } from "../../../src/shell/sh.ts";
import { type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const OTHERS = "/etc/sysctl.d/50-kinds.conf";

/** Settings with three values each that the kernel takes; of one length where the sandbox has a copy of the file in place of the kernel, for systemd cuts none off. */
const settings: Readonly<Record<string, readonly [string, string, string]>> = {
  "vm.swappiness": ["10", "60", "20"],
  "vm.dirty_ratio": ["20", "30", "40"],
  "kernel.printk": ["4 4 1 7", "3 4 1 3", "7\t4\t1\t7"],
  "fs.inotify.max_user_watches": ["16384", "65536", "32768"],
  "net.core.somaxconn": ["128", "4096", "1024"],
  "net.ipv4.ip_local_port_range": ["32768 60999", "1024 65001", " 20000   60001 "],
  "net.ipv4.conf.lo.forwarding": ["0", "1", "0"],
};

/** What may be kept for a setting before anybody declares it. */
const oddFiles: Readonly<Record<string, (path: string, text: string) => Command>> = {
  nothing: () => sh`:`,
  "what is wanted": (path, text) => sh`printf '%s\n' ${text} >${path}`,
  "what is wanted, with other rights": (path, text) => sh`printf '%s\n' ${text} >${path}; chmod 600 ${path}`,
  "what is wanted, without an end": (path, text) => sh`printf '%s' ${text} >${path}`,
  "another setting": (path) => sh`echo 'net.ipv4.ip_forward = 0' >${path}`,
  nonsense: (path) => sh`printf 'q"$(reboot)\n\0\n' >${path}`,
  "a symlink to /dev/null": (path) => sh`ln -s /dev/null ${path}`,
};

const oddSetting = fc.record({
  live: fc.nat(2),
  wanted: fc.nat(2),
  kept: fc.constantFrom(...Object.keys(oddFiles)),
  others: fc.option(fc.nat(2), { nil: undefined }),
});

for (const name of releases("in", "us")) {
  describe(`sysctl on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    after(() => fleet.sh(name, `rm -f ${OTHERS}`));

    it("comes to be from any live and any kept value, is there after a start too, and goes", async () => {
      const keys = Object.keys(settings);
      await fc.assert(
        fc.asyncProperty(fc.array(oddSetting, { minLength: keys.length, maxLength: keys.length }), async (all) => {
          const cases = all.map(({ live, wanted, others, kept }, index) => {
            const key = keys[index] ?? "";
            const value = (at: number): string => settings[key]?.[at] ?? "";
            return {
              key,
              kept,
              live: value(live),
              wanted: value(wanted),
              others: others === undefined ? "" : `${key} = ${value(others)}\n`,
            };
          });
          const states = cases.map(({ key, kept, live, wanted }) => {
            const path = `/etc/sysctl.d/99-zz-infra-${key}.conf`;
            const made = oddFiles[kept]?.(path, `${key} = ${words(wanted)}`) ?? sh`false`;
            return sh`rm -f ${path}; ${made}; sysctl -q -w ${`${key}=${live}`}`;
          });
          const others = cases.map((one) => one.others).join("");
          fleet.sh(name, lines(sh`set -e`, ...states, sh`printf %s ${others} >${OTHERS}`).text);
          await settle(fleet.host(name), ...cases.map(({ key, wanted }) => sysctl({ key, value: wanted })));
          const look = sh`sysctl -n ${cases.map(({ key }) => key)} | tr '\t' ' '`.text;
          const expected = cases.map(({ wanted }) => `${words(wanted)}\n`).join("");
          expect(fleet.sh(name, look)).to.equal(expected);
          const away = cases.map(({ key, wanted }) => `${key}=${settings[key]?.find((one) => words(one) !== words(wanted)) ?? ""}`);
          expect(fleet.sh(name, sh`sysctl -q -w ${away}; /lib/systemd/systemd-sysctl; ${{ text: look }}`.text)).to.equal(expected);
          await settle(fleet.host(name), ...cases.map(({ key }) => sysctl({ key, absent: true })));
          expect(fleet.sh(name, `ls /etc/sysctl.d | grep infra || ${look}`)).to.equal(expected);
        }),
        onFleet,
      );
    });
  });
}

function words(value: string): string {
  return value.trim().replaceAll(/\s+/g, " ");
}
