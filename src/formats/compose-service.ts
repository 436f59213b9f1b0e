import { z } from "zod";
import { ComposeMount } from "./compose-mounts.ts";
import { ComposePort } from "./compose-ports.ts";
import { attachments, blockIo, dependsOn, deploy, gpus, grants, healthcheck, hook, logging, ulimits } from "./compose-service-parts.ts";
import {
  byteSize,
  commandLine,
  decimal,
  duration,
  environment,
  flag,
  ipAddress,
  specObject,
  textOrTexts,
  texts,
  textsByName,
  whole,
} from "./compose-values.ts";

const HOST = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?/)?`;
const PART = "[a-z0-9]+(?:(?:[.]|_{1,2}|-+)[a-z0-9]+)*";
const IMAGE = new RegExp(String.raw`^${HOST}${PART}(?:/${PART})*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`);

/** An image: `[registry/]name[:tag][@sha256:digest]`. */
export const imageName = z.string("must name an image").regex(IMAGE, "must be an image: [registry/]name[:tag][@sha256:digest]");

/** What Docker takes as the name of a container: two letters at least. */
export const containerName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, "must be a container's name: letters, digits, dots, hyphens and underscores, two at least");

/** A key of the specification that a stack of ours cannot have. */
function refused(reason: string): z.ZodOptional<z.ZodNever> {
  return z.never(reason).optional();
}

/** When Docker starts a container again by itself. */
export const restartPolicy = z
  .string()
  .regex(/^(?:no|always|unless-stopped|on-failure(?::\d+)?)$/, "must be no, always, unless-stopped or on-failure[:times]");

const pullPolicy = z
  .string()
  .regex(
    /^(?:always|never|missing|if_not_present|refresh|daily|weekly|every_(?:\d+[wdhms])+)$/,
    "must be always, never, missing, if_not_present, refresh, daily, weekly or every_<time>; nothing is built",
  );

const envFile = z.lazy(() =>
  z.union([
    z.string(),
    z.array(z.union([z.string(), specObject({ path: z.string(), format: z.string().optional(), required: flag.optional() })])),
  ]),
);

const extraHosts = z.lazy(() =>
  z.union([
    z.record(z.string().min(1), z.union([z.string(), z.array(z.string())])),
    z.array(z.string().regex(/^[^:=\s]+[:=]\S+$/, "must be name:address or name=address")),
  ]),
);

const device = z.lazy(() =>
  z.union([z.string(), specObject({ source: z.string(), target: z.string().optional(), permissions: z.string().optional() })]),
);

const portNumber = z.lazy(() =>
  z.union([z.int(), z.string().regex(/^\d+(?:-\d+)?(?:\/(?:tcp|udp|sctp))?$/, "must be a port such as 8080 or 53/udp")]),
);

function process() {
  return {
    command: commandLine.optional(),
    entrypoint: commandLine.optional(),
    environment: environment.optional(),
    env_file: envFile.optional(),
    working_dir: z.string().optional(),
    user: z.string().optional(),
    group_add: z.array(z.union([z.string(), z.number()])).optional(),
    init: flag.optional(),
    tty: flag.optional(),
    stdin_open: flag.optional(),
    stop_grace_period: duration.optional(),
    stop_signal: z.string().optional(),
    post_start: z.array(hook).optional(),
    pre_stop: z.array(hook).optional(),
  };
}

function rights() {
  return {
    cap_add: texts.optional(),
    cap_drop: texts.optional(),
    privileged: flag.optional(),
    read_only: flag.optional(),
    security_opt: texts.optional(),
    devices: z.array(device).optional(),
    device_cgroup_rules: texts.optional(),
    gpus: gpus.optional(),
    use_api_socket: z.boolean().optional(),
    cgroup: z.enum(["host", "private"]).optional(),
    cgroup_parent: z.string().optional(),
    ipc: z.string().optional(),
    pid: z.union([z.string(), z.null()]).optional(),
    uts: z.string().optional(),
    userns_mode: z.string().optional(),
    sysctls: textsByName.optional(),
    credential_spec: refused("is for Windows"),
    isolation: refused("is for Windows"),
  };
}

function limits() {
  return {
    deploy: z.union([deploy, z.null()]).optional(),
    scale: whole.optional(),
    blkio_config: blockIo.optional(),
    cpu_count: refused("is for Windows; cpus is what limits here"),
    cpu_percent: refused("is for Windows; cpus is what limits here"),
    cpu_period: z.union([decimal, duration]).optional(),
    cpu_quota: z.union([decimal, duration]).optional(),
    cpu_rt_period: z.union([decimal, duration]).optional(),
    cpu_rt_runtime: z.union([decimal, duration]).optional(),
    cpu_shares: decimal.optional(),
    cpus: decimal.optional(),
    cpuset: z.string().optional(),
    mem_limit: byteSize.optional(),
    mem_reservation: byteSize.optional(),
    mem_swappiness: whole.optional(),
    memswap_limit: z.union([byteSize, z.literal(-1)]).optional(),
    oom_kill_disable: flag.optional(),
    oom_score_adj: whole.optional(),
    pids_limit: whole.optional(),
    shm_size: byteSize.optional(),
    storage_opt: z.record(z.string(), z.unknown()).optional(),
    ulimits: ulimits.optional(),
  };
}

function net() {
  return {
    ports: z.array(ComposePort).optional(),
    expose: z.array(portNumber).optional(),
    networks: attachments.optional(),
    network_mode: z.string().optional(),
    hostname: z.string().optional(),
    domainname: z.string().optional(),
    mac_address: z.string().optional(),
    dns: z.union([ipAddress, z.array(ipAddress)]).optional(),
    dns_opt: texts.optional(),
    dns_search: textOrTexts.optional(),
    extra_hosts: extraHosts.optional(),
    links: texts.optional(),
    external_links: texts.optional(),
  };
}

function files() {
  return {
    volumes: z.array(ComposeMount).optional(),
    volumes_from: texts.optional(),
    tmpfs: textOrTexts.optional(),
    configs: grants.optional(),
    secrets: grants.optional(),
  };
}

/** A service of a Compose file. Of several of one name `docker compose` makes containers, from one image that is pulled. */
export const ComposeService = z.lazy(() =>
  specObject({
    image: imageName,
    build: refused("cannot be: images are pulled, nothing is built on a host"),
    develop: refused("cannot be: it is for building images"),
    extends: refused("cannot be: a stack is one file"),
    provider: refused("cannot be: a provider is a program on the host"),
    models: refused("cannot be: language models are not supported"),
    pull_policy: pullPolicy.optional(),
    pull_refresh_after: duration.optional(),
    platform: z.string().optional(),
    runtime: z.string().optional(),
    container_name: containerName.optional(),
    restart: restartPolicy.optional(),
    depends_on: dependsOn.optional(),
    profiles: texts.optional(),
    attach: flag.optional(),
    healthcheck: healthcheck.optional(),
    logging: logging.optional(),
    labels: textsByName.optional(),
    label_file: textOrTexts.optional(),
    annotations: textsByName.optional(),
    ...process(),
    ...rights(),
    ...limits(),
    ...net(),
    ...files(),
  }),
);

/** A service of a Compose file. */
export type ComposeService = z.output<typeof ComposeService>;
