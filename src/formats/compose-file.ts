import { z } from "zod";
import { sealable } from "../model/secret.ts";
import { ComposeService } from "./compose-service.ts";
import { driverOptions, flag, ipAddress, specName, specObject, textsByName } from "./compose-values.ts";

const external = z.union([flag, specObject({ name: z.string().optional() })]).optional();

const addressPool = z.lazy(() =>
  specObject({
    subnet: z.union([z.cidrv4(), z.cidrv6()], "must be a network such as 10.9.0.0/24").optional(),
    ip_range: z.union([z.cidrv4(), z.cidrv6()], "must be a network such as 10.9.0.0/25").optional(),
    gateway: ipAddress.optional(),
    aux_addresses: z.record(z.string(), ipAddress).optional(),
  }),
);

const network = z.lazy(() =>
  specObject({
    name: z.string().optional(),
    driver: z.string().optional(),
    driver_opts: driverOptions.optional(),
    ipam: specObject({
      driver: z.string().optional(),
      config: z.array(addressPool).optional(),
      options: z.record(z.string(), z.string()).optional(),
    }).optional(),
    external,
    internal: flag.optional(),
    enable_ipv4: flag.optional(),
    enable_ipv6: flag.optional(),
    attachable: flag.optional(),
    labels: textsByName.optional(),
  }),
);

const volume = z.lazy(() =>
  specObject({
    name: z.string().optional(),
    driver: z.string().optional(),
    driver_opts: driverOptions.optional(),
    external,
    labels: textsByName.optional(),
  }),
);

function source() {
  return {
    name: z.string().optional(),
    file: z.string().optional(),
    environment: z.never("cannot be: the environment of whoever runs Compose is not the fleet's").optional(),
    external,
    labels: textsByName.optional(),
    template_driver: z.string().optional(),
  };
}

const config = z.lazy(() => specObject({ ...source(), content: sealable(z.string()).optional() }));

const secretFile = z.lazy(() => specObject({ ...source(), driver: z.string().optional(), driver_opts: driverOptions.optional() }));

/** What a stack is called: its project name, and the name of its folder on a host. */
export const stackName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/, "must be a stack's name: small letters, digits, hyphens and underscores");

/**
 * A file of the Compose Specification (https://github.com/compose-spec/compose-spec) as this program takes it. Stricter than `docker compose
 * config` where that finds a mistake out on the host only, and where a stack would depend on more than itself: what is built, other files, the
 * environment of whoever runs Compose. Keys that begin with `x-` are let through and left out.
 */
export const ComposeFile = z.lazy(() =>
  specObject({
    version: z.string().optional(),
    name: stackName.optional(),
    services: z.record(specName, ComposeService).refine((services) => Object.keys(services).length > 0, "must have a service"),
    networks: z.record(specName, z.union([network, z.null()])).optional(),
    volumes: z.record(specName, z.union([volume, z.null()])).optional(),
    configs: z.record(specName, config).optional(),
    secrets: z.record(specName, secretFile).optional(),
    include: z.never("cannot be: a stack is one file").optional(),
    models: z.never("cannot be: language models are not supported").optional(),
  }),
);

/** A file of the Compose Specification. */
export type ComposeFile = z.output<typeof ComposeFile>;
