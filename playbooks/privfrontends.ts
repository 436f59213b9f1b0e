import { playbook } from "geosteer";
import { caddy, docker, fail2ban, frontEnds, jobs } from "geosteer/roles";

export default playbook({
  name: "privfrontends",
  description: "What serves users: front ends in containers, Caddy before them, fail2ban against those whom they refuse, and jobs.",
  hosts: "privfrontends",
  roles: [docker, frontEnds, caddy, fail2ban, jobs],
});
