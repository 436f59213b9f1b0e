import type { Change } from "../model/change.ts";
import type { Report } from "../model/event.ts";
import type { Login } from "./login.ts";
import type { SavedPlan } from "./saved-plan.ts";

/** Which fleet, and which of its hosts. */
export interface FleetOptions {
  /** Paths are relative to it, and the repository is looked for from it upwards. Default: the working directory. */
  readonly folder?: string | undefined;
  /** Inventory files and folders, merged in order. Default: `inventory/` of the repository. */
  readonly inventory?: readonly string[] | undefined;
  /** Variables that win over all others, as `-e` takes them: `key=value`, `{"key": value}`, `@file`. */
  readonly extraVars?: readonly string[] | undefined;
  /** An Ansible pattern; hosts that it does not select are left alone. */
  readonly limit?: string | undefined;
  /** Names of hosts that are left out on purpose: what hosts make together is made without them. */
  readonly without?: readonly string[] | undefined;
  readonly secrets?: SecretOptions | undefined;
  /** Wins over what the inventory says of how to log in. */
  readonly login?: Login | undefined;
}

/** What opens encrypted values of the inventory. */
export interface SecretOptions {
  /** Files of age identities. Default, where nothing is said of identities: `~/.config/infra/identity`. */
  readonly identityFiles?: readonly string[] | undefined;
  /** An age identity, or the path of such a file: what `INFRA_AGE_IDENTITY` holds. */
  readonly identity?: string | undefined;
  /** Passwords of Ansible's vaults, as `--vault-id` takes them: `FILE` or `LABEL@FILE`; an executable file is run, and `LABEL@prompt` is asked for. */
  readonly vaultPasswords?: readonly string[] | undefined;
  /** Asks a person for the password of a vault id. Default: nobody is asked. */
  readonly askVaultPassword?: ((id: string) => Promise<string | undefined>) | undefined;
}

/** How hosts are reached. */
export interface ReachSettings {
  /** Most hosts at once. Default 50. */
  readonly forks?: number | undefined;
  /** Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Take and record the key of a host for which none is known. Default false. */
  readonly acceptNewHostKeys?: boolean | undefined;
  /** No new change is begun after it. */
  readonly stop?: AbortSignal | undefined;
  /** Connections are cut after it. */
  readonly cut?: AbortSignal | undefined;
}

/** What is looked at, and checked before. */
export interface CheckOptions extends FleetOptions {
  /** Only resources with one of these tags; a role's name is one. */
  readonly tags?: readonly string[] | undefined;
  readonly skipTags?: readonly string[] | undefined;
  /** Only resources of these kinds. */
  readonly kinds?: readonly string[] | undefined;
  /** Check the types of a playbook given by name. Default true. */
  readonly types?: boolean | undefined;
  readonly report?: Report | undefined;
}

/** What is removed of what no playbook of the folder declares any more. */
export interface PruneOptions {
  /** Users and groups, too. Default false. */
  readonly users?: boolean | undefined;
  /** Also more than 30 % of a host's resources, or more than 20 of them. Default false: that is refused. */
  readonly force?: boolean | undefined;
}

/** Options of `plan`. */
export interface PlanOptions extends CheckOptions, ReachSettings {
  /** How many hosts may fail before no further one is begun; wins over the playbook's own. */
  readonly maxFailures?: number | undefined;
  /** Report the output of commands that went well, too. */
  readonly verbose?: boolean | undefined;
  /** Make changes that do more than is likely meant, too (`Change.guard`). Default false: their host's plan is refused; `plan` only tells of them. */
  readonly force?: boolean | undefined;
  /** Remove what no playbook of the folder declares any more. Default: `plan` only tells of it, `apply` does not look for it. */
  readonly prune?: PruneOptions | undefined;
}

/** Options of `apply`. */
export interface ApplyOptions extends PlanOptions {
  /** How long to wait for another run that holds a host's lock. Default 0. */
  readonly waitLockMs?: number | undefined;
  /** End another run that holds a host's lock, with the change that it is at. Default false. */
  readonly breakLock?: boolean | undefined;
  /** Only what was saved by `plan`: a host for which there is anything else to do is refused. */
  readonly saved?: SavedPlan | undefined;
  /** Asked once, with the plans of all hosts, when something would change. Default: nobody is asked. */
  readonly confirm?: ((plans: ReadonlyMap<string, readonly Change[]>) => Promise<boolean>) | undefined;
}
