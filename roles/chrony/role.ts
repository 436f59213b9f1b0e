import { aptPackages, config, role, service, z } from "geosteer";
import { chronyConf } from "./chrony-conf.ts";

const CONFIG = "/etc/chrony/chrony.conf";

/** Debian's other keepers of the clock: it lets one be there at a time, and systemd-timesyncd is there from the installation. */
const RIVALS = ["systemd-timesyncd", "ntpsec", "ntp", "openntpd"];

const Word = z.string().regex(/^[^\s#!;%]+$/, "must be one word");

const Line = z.string().regex(/^[^\n\0]+$/, "must be one line");

/**
 * The clock, kept right by chrony, which takes the place of systemd-timesyncd. Its configuration is as declared as a whole; files in /etc/chrony/conf.d and /etc/chrony/sources.d, and what
 * DHCP brings, are read as well.
 *
 * @example
 * chrony:
 *   servers: [ntp1.example.org, ntp2.example.org]
 *   pools: []
 */
export const chrony = role({
  name: "chrony",
  description: "The clock, kept right by chrony.",
  installs: ["package chrony", CONFIG, "chrony.service"],
  vars: z.strictObject({
    pools: z.array(Word).default(["2.debian.pool.ntp.org"]).describe("Names that stand for several time servers each."),
    servers: z.array(Word).default([]).describe("Time servers by name or address."),
    options: Line.default("iburst").describe("Options of each pool and server, by chrony.conf(5)."),
    allow: z.array(Word).default([]).describe("Networks that may ask this host for the time, such as 10.0.0.0/8. None: it serves nobody."),
    makestep: Line.default("1 3").describe("When the clock may jump: offset in seconds, and in how many first updates."),
    extra: z.array(Line).default([]).describe("Further lines of chrony.conf(5)."),
  }),
  resources({ vars }) {
    const main = config({
      name: "chrony",
      files: [{ path: CONFIG, content: chronyConf(vars) }],
      validate: ["chronyd", "-p", "-f", CONFIG],
    });
    return [
      aptPackages({ name: "chrony", packages: ["chrony"], absent: RIVALS, recommends: false }),
      main,
      service({ unit: "chrony", running: true, enabled: true, restartOn: [main] }),
    ];
  },
});
