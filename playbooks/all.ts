import { playbook } from "geosteer";
import {
  aptSources,
  backups,
  basePackages,
  chrony,
  docker,
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
const whatIsThere = [aptSources, basePackages, services, sysctls, chrony, docker, tailscale];
const whatWatches = [nodeExporter, vnstat, goaccess, backups];

export default playbook({
  name: "all",
  description: "What every host of the fleet has.",
  hosts: "all",
  roles: [...whatIsThere, ...whoMayComeIn, ...whatWatches, firewall],
});
