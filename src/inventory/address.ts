import { Failure, Failures } from "../model/failure.ts";
import { accountName } from "../model/account-name.ts";
import type { Address, Become, Value } from "../model/host.ts";
import { Secret } from "../model/secret.ts";
import { ansibleBoolean } from "./ansible-boolean.ts";
import { isList } from "./scope.ts";

/** A host's variables, and where each was written. */
export interface AddressSource {
  readonly name: string;
  readonly vars: Readonly<Record<string, Value>>;
  whereIs(variable: string): string;
}

/** A type of variable: what it is in words, and its value, or `undefined` for any other. */
interface VariableType<Result> {
  readonly expected: string;
  parse(value: Value): Result | undefined;
}

const text: VariableType<string> = {
  expected: "a text (in quotes where it looks like a number)",
  parse: (value) => (typeof value === "string" && value !== "" ? value : undefined),
};

const account: VariableType<string> = {
  expected: "the name of an account (useradd(8))",
  parse: (value) => accountName.safeParse(value).data,
};

const boolean: VariableType<boolean> = { expected: "a boolean: true, false, yes or no", parse: ansibleBoolean };

const port: VariableType<number> = {
  expected: "a port from 1 to 65535",
  parse(value) {
    const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
    return typeof number === "number" && Number.isInteger(number) && number >= 1 && number <= 65_535 ? number : undefined;
  },
};

const publicKeys: VariableType<readonly string[]> = {
  expected: 'a public key such as "ssh-ed25519 AAAA…", or a list of them',
  parse(value) {
    const keys = (isList(value) ? value : [value]).map(publicKey);
    return keys.every((key) => key !== undefined) ? keys : undefined;
  },
};

const connection = oneOf<Address["connection"]>({
  ssh: "ssh",
  smart: "ssh",
  paramiko: "ssh",
  paramiko_ssh: "ssh",
  "ansible.builtin.ssh": "ssh",
  docker: "docker",
  "community.docker.docker": "docker",
  "community.docker.docker_api": "docker",
  local: "local",
  "ansible.builtin.local": "local",
});

const becomeMethod = oneOf<Become["method"]>({ sudo: "sudo", "ansible.builtin.sudo": "sudo" });

/** Reads how a host is reached from Ansible's connection variables, `host_key`, `bootstrap_port` and `bootstrap_user`. Throws every mistake in them, as Failures. */
export function readAddress(source: AddressSource): Address {
  const failures: Failure[] = [];
  function read<Result>(name: string, type: VariableType<Result>): Result | undefined {
    try {
      return readVariable(source, name, type);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
      return undefined;
    }
  }
  const become: Become = {
    method: read("ansible_become_method", becomeMethod) ?? "sudo",
    user: read("ansible_become_user", account) ?? "root",
    password: read("ansible_become_password", text) ?? read("ansible_become_pass", text),
  };
  const address: Address = {
    connection: read("ansible_connection", connection) ?? "ssh",
    host: read("ansible_host", text) ?? source.name,
    port: read("ansible_port", port),
    user: read("ansible_user", text),
    privateKeyFile: read("ansible_ssh_private_key_file", text),
    hostKeys: read("host_key", publicKeys) ?? [],
    become: read("ansible_become", boolean) === true ? become : undefined,
    ...bootstrapOf(read("bootstrap_port", port), read("bootstrap_user", account), become),
  };
  if (failures.length > 0) throw new Failures(failures);
  return address;
}

/** Whoever logs in to a fresh host in place of root has to become root. */
function bootstrapOf(port: number | undefined, user: string | undefined, become: Become): Pick<Address, "bootstrap"> {
  if (port === undefined && user === undefined) return {};
  const sudo = user === undefined || user === "root" ? undefined : become;
  return { bootstrap: { ...(port !== undefined && { port }), ...(user !== undefined && { user }), become: sudo } };
}

function readVariable<Result>(
  { vars, whereIs }: AddressSource,
  name: string,
  { expected, parse }: VariableType<Result>,
): Result | undefined {
  const value = vars[name];
  if (value === undefined || value === null) return undefined;
  const result = parse(revealed(value));
  if (result !== undefined) return result;
  const got = name.includes("pass") ? typeof value : JSON.stringify(value);
  throw new Failure("INVENTORY_INVALID", whereIs(name), `Cannot read ${name}: expected ${expected}, got ${got}`);
}

/** A secret's text, and those of a list: whoever connects needs them. */
function revealed(value: Value): Value {
  if (isList(value)) return value.map(revealed);
  return value instanceof Secret ? value.reveal() : value;
}

function oneOf<Meaning>(meanings: Readonly<Record<string, Meaning>>): VariableType<Meaning> {
  return {
    expected: `one of ${Object.keys(meanings).join(", ")}`,
    parse: (value) => (typeof value === "string" && Object.hasOwn(meanings, value) ? meanings[value] : undefined),
  };
}

/** A public key as OpenSSH writes it, without its comment. */
function publicKey(value: Value): string | undefined {
  return typeof value === "string" ? /^([a-z0-9@.-]+ [A-Za-z0-9+/]+=*)(\s.*)?$/.exec(value.trim())?.[1] : undefined;
}
