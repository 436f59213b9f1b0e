import { playbook } from "geosteer";
import { docker, frontEnds } from "geosteer/roles";

export default playbook({
  name: "privfrontends",
  description: "What serves users: front ends in containers.",
  hosts: "privfrontends",
  roles: [docker, frontEnds],
});
