import { playbook } from "geosteer";
import { dnsZones, geoFailover, geoipDatabase, geoMap, knot } from "geosteer/roles";

export default playbook({
  name: "dns",
  description: "GeoDNS: Knot on every name server, zones from the primary, the map on all or on none, dead hosts out of the answers.",
  hosts: "nameservers",
  roles: [geoipDatabase, geoMap, dnsZones, knot, geoFailover],
});
