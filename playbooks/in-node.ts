import { playbook } from "geosteer";
import { backups, docker, statefulStacks } from "geosteer/roles";

export default playbook({
  name: "in-node",
  description: "What keeps data and stays where it is: stacks in containers on one host, and their backups.",
  hosts: "statefuls",
  roles: [docker, statefulStacks, backups],
});
