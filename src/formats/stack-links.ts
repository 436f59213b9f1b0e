import { parseMount } from "./compose-mounts.ts";
import type { ComposeService } from "./compose-service.ts";

/** A word in a service that names something else of its stack. */
export interface StackLink {
  readonly to: "services" | "networks" | "volumes" | "configs" | "secrets";
  readonly name: string;
  /** Where it stands, from the service on. */
  readonly path: readonly (string | number)[];
  /** The service cannot be without it: not started before it, or in its namespaces. */
  readonly kind: "uses" | "follows" | "shares";
}

/** Everything of its stack that a service names. */
export function stackLinks(service: ComposeService): readonly StackLink[] {
  return [...serviceLinks(service), ...networkLinks(service), ...volumeLinks(service), ...fileLinks(service)];
}

/** Services whose namespaces this one uses: it must be made anew when one of them is. */
export function namespacesOf(service: ComposeService): readonly string[] {
  return serviceLinks(service).flatMap(({ kind, name }) => (kind === "shares" ? [name] : []));
}

/** The networks that a service is on: those that it names, else the stack's own, unless it has another mode. */
export function networksOf({ networks, network_mode: mode }: ComposeService): readonly string[] {
  if (networks === undefined) return mode === undefined ? ["default"] : [];
  return Array.isArray(networks) ? networks : Object.keys(networks);
}

function serviceLinks(service: ComposeService): readonly StackLink[] {
  const { depends_on: before = [], links = [], volumes_from: from = [] } = service;
  const modes = (["network_mode", "ipc", "pid"] as const).flatMap((key) => {
    const name = /^service:(.*)$/.exec(service[key] ?? "")?.[1];
    return name === undefined ? [] : [link("services", name, [key], "shares")];
  });
  return [
    ...modes,
    ...from.flatMap((text, index) =>
      text.startsWith("container:") ? [] : [link("services", beforeColon(text), ["volumes_from", index], "shares")],
    ),
    ...namesIn(before, "depends_on").map(({ name, path }) => link("services", name, path, "follows")),
    ...links.map((text, index) => link("services", beforeColon(text), ["links", index], "follows")),
  ];
}

function networkLinks({ networks = [] }: ComposeService): readonly StackLink[] {
  return namesIn(networks, "networks").flatMap(({ name, path }) => (name === "default" ? [] : [link("networks", name, path)]));
}

function volumeLinks({ volumes = [] }: ComposeService): readonly StackLink[] {
  return volumes.flatMap((mount, index) => {
    const { type, source } = parseMount(mount);
    return type === "volume" && source !== undefined ? [link("volumes", source, ["volumes", index])] : [];
  });
}

function fileLinks(service: ComposeService): readonly StackLink[] {
  return (["configs", "secrets"] as const).flatMap((key) =>
    (service[key] ?? []).map((grant, index) => link(key, typeof grant === "string" ? grant : grant.source, [key, index])),
  );
}

function namesIn(names: readonly string[] | Readonly<Record<string, unknown>>, key: string): readonly Pick<StackLink, "name" | "path">[] {
  if (isList(names)) return names.map((name, index) => ({ name, path: [key, index] }));
  return Object.keys(names).map((name) => ({ name, path: [key, name] }));
}

function isList(names: readonly string[] | Readonly<Record<string, unknown>>): names is readonly string[] {
  return Array.isArray(names);
}

function link(to: StackLink["to"], name: string, path: StackLink["path"], kind: StackLink["kind"] = "uses"): StackLink {
  return { to, name, path, kind };
}

function beforeColon(text: string): string {
  return text.split(":", 1)[0] ?? "";
}
