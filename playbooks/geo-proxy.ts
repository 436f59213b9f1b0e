import { playbook } from "geosteer";
import { geoipDatabase, nginxGeoProxy } from "geosteer/roles";

export default playbook({
  name: "geo-proxy",
  description: "nginx that sends each client to the nearest region, and to the next one when that is dead.",
  hosts: "geoproxies",
  roles: [geoipDatabase, nginxGeoProxy],
});
