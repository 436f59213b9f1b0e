import { playbook } from "geosteer";
import { wireguard } from "geosteer/roles";

export default playbook({
  name: "vpn",
  description: "The far ends of the tunnel that eu (playbook pizza1) listens for.",
  hosts: "us,in",
  roles: [wireguard],
});
