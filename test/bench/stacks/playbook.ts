import { playbook } from "geosteer";
import { compose, docker, frontEnds } from "geosteer/roles";

export default playbook({
  name: "stacks",
  description: "What the benchmark applies of stacks.",
  hosts: "privfrontends",
  roles: [docker, frontEnds, compose],
});
