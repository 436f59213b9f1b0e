import { Failure } from "../model/failure.ts";
import type { TemplateFile, Value } from "../model/host.ts";
import { type Sealed, Secret, secretsIn } from "../model/secret.ts";
import { jinja } from "./jinja.ts";
import { compileJinja, type JinjaTemplate } from "./jinja-template.ts";
import { type FleetView, hostScope, withNames } from "./host-scope.ts";
import { lazyMapping, lazyValue, type Unrendered } from "./lazy-value.ts";
import { remember } from "./remember.ts";
import { renderFile } from "./render-file.ts";
import type { Scope } from "./scope.ts";
import { parseSimpleTemplate, renderSimpleTemplate } from "./simple-template.ts";
import type { EncryptedValues } from "./encrypted-values.ts";
import { Unrenderable } from "./unrenderable.ts";

const IN_TYPESCRIPT = "A role can compute it instead, in TypeScript: resources({ vars, host, inventory }) { … }.";

/** What renders texts and encrypted values. */
export interface Renderers {
  readonly encrypted: EncryptedValues;
}

/** The variables of all hosts. */
export interface RenderedFleet {
  varsOf(host: string): Scope;
  /** Fills in a file for a host. */
  render(host: string, template: TemplateFile): Sealed;
  /** Every secret that was opened or filled in so far. */
  secrets(): readonly Secret[];
}

/** Gives each host's variables, expressions filled in as they are read: what nobody reads is never rendered. */
export function renderFleet(fleet: FleetView, { encrypted }: Renderers): RenderedFleet {
  const vars = new Map<string, Scope>();
  const scopes = new Map<string, Scope>();
  const compile = compiler();
  /** What is being rendered, the innermost last: what is met again refers to itself. */
  const running: Rendering[] = [];
  const secrets = new Set(encrypted.secrets);

  function varsOf(host: string): Scope {
    return remember(vars, host, () =>
      lazyMapping(fleet.placedVars(host).entries, ({ value }) => lazyValue(value, (part) => render({ host, part }))),
    );
  }

  function render(rendering: Rendering): Value {
    const { host, part } = rendering;
    const again = running.findIndex((one) => one.host === host && one.part === part);
    if (again >= 0) throw refersToItself(rendering, running.slice(again));
    running.push(rendering);
    try {
      const value = part.kind === "tagged" ? readTagged(part, encrypted) : fillIn(String(part.value), host);
      const safe = part.hidden ? hide(value, encrypted.nameOf(part)) : value;
      for (const secret of secretsIn(safe)) secrets.add(secret);
      return safe;
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw part.hidden ? unreadableHidden(part, encrypted.nameOf(part)) : unreadable(rendering, error);
    } finally {
      running.pop();
    }
  }

  function fillIn(text: string, host: string): Value {
    return compile(text)(remember(scopes, host, () => hostScope(host, fleet, varsOf)));
  }

  function renderTemplate(host: string, template: TemplateFile): Sealed {
    const scope = withNames(hostScope(host, fleet, varsOf), template.names ?? {});
    const text = renderFile(template, (one) => compile(one)(scope));
    for (const secret of secretsIn(text)) secrets.add(secret);
    return text;
  }

  return { varsOf, render: renderTemplate, secrets: () => [...secrets] };
}

interface Rendering {
  readonly host: string;
  readonly part: Unrendered;
}

/** Compiles each text once: a group's value is rendered for many hosts. */
function compiler(): (text: string) => JinjaTemplate {
  const compiled = new Map<string, JinjaTemplate>();
  return (text) =>
    remember(compiled, text, () => {
      const simple = parseSimpleTemplate(text);
      if (simple) return (scope) => renderSimpleTemplate(simple, scope);
      return compileJinja(text, jinja());
    });
}

/** Ansible's `!unsafe` is a text in which braces mean nothing. */
function readTagged(part: Extract<Unrendered, { kind: "tagged" }>, encrypted: EncryptedValues): Value {
  const { tag, text, where } = part;
  const secret = encrypted.read(part);
  if (secret || tag === "!unsafe") return secret ?? text;
  const why = tag === "!!int" ? `${text} would lose digits as a number: put it into quotes` : `nothing reads values tagged "${tag}" here`;
  throw new Failure("INVENTORY_INVALID", where, `Cannot read a value: ${why}`);
}

function refersToItself({ part }: Rendering, way: readonly Rendering[]): Failure {
  const places = [...way.map((one) => one.part.where), part.where].join(" > ");
  return new Failure("EXPRESSION_INVALID", part.where, `Cannot render ${shown(part)}: it refers to itself: ${places}`);
}

function unreadable({ part }: Rendering, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const hint = (cause instanceof Unrenderable ? cause.hint : undefined) ?? IN_TYPESCRIPT;
  return new Failure("EXPRESSION_INVALID", part.where, `Cannot render ${shown(part)}: ${reason}`, { hint, cause });
}

/** A text or number of an encrypted file; what an expression in it makes of other variables is one of theirs, too. */
function hide(value: Value, name: string): Value {
  if (value instanceof Secret) return new Secret([...new Set([name, ...value.names])], value.reveal());
  return typeof value === "string" || typeof value === "number" ? new Secret([name], String(value)) : value;
}

/** Why not is not told: the reason could quote the text. */
function unreadableHidden({ where }: Unrendered, name: string): Failure {
  return new Failure("EXPRESSION_INVALID", where, `Cannot render ${name}: it is encrypted, and an expression in it cannot be filled in`, {
    hint: "Text that is not meant for Jinja is tagged `!unsafe`.",
  });
}

/** The expression as it was written, on one line and shortened. */
function shown(part: Unrendered): string {
  if (part.hidden) return "an encrypted text";
  const line = (part.kind === "scalar" ? String(part.value) : part.tag).trim().replace(/\s+/g, " ");
  return `"${line.length > 120 ? `${line.slice(0, 119)}…` : line}"`;
}
