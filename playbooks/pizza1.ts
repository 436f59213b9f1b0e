import { playbook } from "geosteer";
import { haproxy, mailRelay, tor, wireguard } from "geosteer/roles";

export default playbook({
  name: "pizza1",
  description: "What the host eu alone does: an onion service, a VPN, a mail relay, forwarded ports.",
  hosts: "eu",
  roles: [wireguard, tor, mailRelay, haproxy],
});
