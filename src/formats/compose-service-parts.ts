import { z } from "zod";
import {
  byteText,
  commandLine,
  decimal,
  driverOptions,
  duration,
  environment,
  fileRights,
  flag,
  ipAddress,
  specName,
  specObject,
  texts,
  textsByName,
  whole,
} from "./compose-values.ts";

const devices = z.lazy(() =>
  z.array(
    specObject({
      capabilities: texts,
      count: z.union([whole, z.literal("all")]).optional(),
      device_ids: texts.optional(),
      driver: z.string().optional(),
      options: textsByName.optional(),
    }),
  ),
);

const update = z.lazy(() =>
  specObject({
    parallelism: whole.optional(),
    delay: duration.optional(),
    failure_action: z.string().optional(),
    monitor: duration.optional(),
    max_failure_ratio: decimal.optional(),
    order: z.enum(["start-first", "stop-first"]).optional(),
  }),
);

const genericResource = z.lazy(() =>
  specObject({
    discrete_resource_spec: specObject({ kind: z.string().optional(), value: decimal.optional() }).optional(),
  }),
);

/** How much of the host a service may have, and how many of it there are. */
export const deploy = z.lazy(() =>
  specObject({
    mode: z.string().optional(),
    endpoint_mode: z.string().optional(),
    replicas: whole.optional(),
    labels: textsByName.optional(),
    rollback_config: update.optional(),
    update_config: update.optional(),
    resources: specObject({
      limits: specObject({ cpus: decimal.optional(), memory: byteText.optional(), pids: whole.optional() }).optional(),
      reservations: specObject({
        cpus: decimal.optional(),
        memory: byteText.optional(),
        generic_resources: z.array(genericResource).optional(),
        devices: devices.optional(),
      }).optional(),
    }).optional(),
    restart_policy: specObject({
      condition: z.string().optional(),
      delay: duration.optional(),
      max_attempts: whole.optional(),
      window: duration.optional(),
    }).optional(),
    placement: specObject({
      constraints: z.array(z.string()).optional(),
      preferences: z.array(specObject({ spread: z.string().optional() })).optional(),
      max_replicas_per_node: whole.optional(),
    }).optional(),
  }),
);

/** GPUs that a service may use. */
export const gpus = z.lazy(() => z.union([z.literal("all"), devices]));

const test = z.lazy(() =>
  z.union([
    z.string(),
    z.array(z.string()).refine(([first = ""]) => ["NONE", "CMD", "CMD-SHELL"].includes(first), "must begin with CMD, CMD-SHELL or NONE"),
  ]),
);

/** How Docker finds out whether a container works. */
export const healthcheck = z.lazy(() =>
  specObject({
    test: test.optional(),
    disable: flag.optional(),
    interval: duration.optional(),
    timeout: duration.optional(),
    retries: whole.optional(),
    start_period: duration.optional(),
    start_interval: duration.optional(),
  }),
);

/** Where the output of a container goes. */
export const logging = z.lazy(() =>
  specObject({
    driver: z.string().optional(),
    options: z.record(z.string().min(1), z.union([z.string(), z.number(), z.null()])).optional(),
  }),
);

/** Limits on processes, by the name that setrlimit(2) has for them, in small letters. */
export const ulimits = z.lazy(() =>
  z.record(
    z.string().regex(/^[a-z]+$/, "must be a limit's name, such as nofile"),
    z.union([whole, specObject({ soft: whole, hard: whole })]),
  ),
);

const condition = z.enum(["service_started", "service_healthy", "service_completed_successfully"]);

/** The services of the stack that must be there before. */
export const dependsOn = z.lazy(() =>
  z.union([texts, z.record(specName, specObject({ condition, restart: flag.optional(), required: z.boolean().optional() }))]),
);

const attachment = z.lazy(() =>
  specObject({
    aliases: texts.optional(),
    interface_name: z.string().optional(),
    ipv4_address: z.ipv4("must be an IPv4 address").optional(),
    ipv6_address: z.ipv6("must be an IPv6 address").optional(),
    link_local_ips: z.array(ipAddress).optional(),
    mac_address: z.string().optional(),
    driver_opts: driverOptions.optional(),
    priority: z.number().optional(),
    gw_priority: z.number().optional(),
  }),
);

/** The networks of the stack that a service is on. */
export const attachments = z.lazy(() => z.union([texts, z.record(specName, z.union([attachment, z.null()]))]));

/** The configs or secrets of the stack that a service gets as files. */
export const grants = z.lazy(() =>
  z.array(
    z.union([
      z.string(),
      specObject({
        source: z.string(),
        target: z.string().optional(),
        uid: z.string().optional(),
        gid: z.string().optional(),
        mode: fileRights.optional(),
      }),
    ]),
  ),
);

const rate = z.lazy(() => specObject({ path: z.string().optional(), rate: z.union([z.int(), z.string()]).optional() }));

/** Limits on what a container reads and writes. */
export const blockIo = z.lazy(() =>
  specObject({
    device_read_bps: z.array(rate).optional(),
    device_read_iops: z.array(rate).optional(),
    device_write_bps: z.array(rate).optional(),
    device_write_iops: z.array(rate).optional(),
    weight: whole.optional(),
    weight_device: z.array(specObject({ path: z.string().optional(), weight: whole.optional() })).optional(),
  }),
);

/** A command that is run in a container after its start or before its end. */
export const hook = z.lazy(() =>
  specObject({
    command: commandLine,
    user: z.string().optional(),
    privileged: flag.optional(),
    working_dir: z.string().optional(),
    environment: environment.optional(),
  }),
);
