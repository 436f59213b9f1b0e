import { playbook } from "geosteer";
import {
  aptSources,
  backups,
  basePackages,
  chrony,
  firewall,
  goaccess,
  nodeExporter,
  services,
  shellConfig,
  sshd,
  sysctls,
  tailscale,
  users,
  vnstat,
} from "geosteer/roles";

const whoMayComeIn = [users, shellConfig, sshd];
const whatIsThere = [aptSources, basePackages, services, sysctls, chrony, tailscale];
const whatWatches = [nodeExporter, vnstat, goaccess, backups];

export default playbook({
  name: "all",
  description: "What every host of the fleet has.",
  hosts: "all",
  roles: [...whatIsThere, ...whoMayComeIn, ...whatWatches, firewall],
});
