import { playbook } from "geosteer";
import { aptSources, basePackages, services, shellConfig, sysctls, users } from "geosteer/roles";

export default playbook({
  name: "all",
  description: "What every host of the fleet has.",
  hosts: "all",
  roles: [aptSources, basePackages, services, sysctls, users, shellConfig],
});
