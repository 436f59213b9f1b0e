import { playbook } from "geosteer";
import { caddy, certificates, docker, fail2ban, frontEnds, jobs } from "geosteer/roles";

export default playbook({
  name: "privfrontends",
  description: "What serves users: front ends in containers, Caddy with certificates before them, fail2ban, jobs.",
  hosts: "privfrontends",
  roles: [
    docker,
    frontEnds,
    caddy,
    // Where there is no authority to ask, as in a sandbox without one, Caddy begins with certificates of its own.
    { role: certificates, when: ({ vars }) => "certificates" in vars },
    fail2ban,
    jobs,
  ],
});
