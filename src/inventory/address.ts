import { Failure, Failures } from "../model/failure.ts";
import type { Address, Become, Value } from "../model/host.ts";
import { ansibleBoolean } from "./ansible-boolean.ts";
import { isList } from "./scope.ts";

/** A host's variables, and where each was written. */
export interface AddressSource {
  readonly name: string;
  readonly vars: Readonly<Record<string, Value>>;
  whereIs(variable: string): string;
}

const CONNECTIONS: Readonly<Record<string, Address["connection"]>> = {
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
};

/** A public key as OpenSSH writes it, with or without a comment. */
const PUBLIC_KEY = /^([a-z0-9@.-]+ [A-Za-z0-9+/]+=*)(\s.*)?$/;

/** Reads how a host is reached from Ansible's connection variables and `host_key`. Throws every mistake in them, as Failures. */
export function readAddress(source: AddressSource): Address {
  const read = new Reader(source);
  const address: Address = {
    connection: read.oneOf("ansible_connection", CONNECTIONS) ?? "ssh",
    host: read.text("ansible_host") ?? source.name,
    port: read.port("ansible_port"),
    user: read.text("ansible_user"),
    privateKeyFile: read.text("ansible_ssh_private_key_file"),
    hostKeys: read.publicKeys("host_key"),
    become: readBecome(read),
  };
  read.throwIfAny();
  return address;
}

function readBecome(read: Reader): Become | undefined {
  const wanted = read.boolean("ansible_become") ?? false;
  const method = read.oneOf("ansible_become_method", { sudo: "sudo", "ansible.builtin.sudo": "sudo" } as const) ?? "sudo";
  const password = read.text("ansible_become_password") ?? read.text("ansible_become_pass");
  const user = read.text("ansible_become_user") ?? "root";
  return wanted ? { method, user, password } : undefined;
}

/** Reads variables by type; a wrong one counts as not set until `throwIfAny`. */
class Reader {
  readonly #source: AddressSource;
  readonly #failures: Failure[] = [];

  constructor(source: AddressSource) {
    this.#source = source;
  }

  text(name: string): string | undefined {
    return this.#read(name, "a text (in quotes where it looks like a number)", (value) =>
      typeof value === "string" && value !== "" ? value : undefined,
    );
  }

  boolean(name: string): boolean | undefined {
    return this.#read(name, "a boolean: true, false, yes or no", ansibleBoolean);
  }

  port(name: string): number | undefined {
    return this.#read(name, "a port from 1 to 65535", (value) => {
      const port = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
      return typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
    });
  }

  oneOf<Meaning>(name: string, meanings: Readonly<Record<string, Meaning>>): Meaning | undefined {
    const names = Object.keys(meanings).join(", ");
    return this.#read(name, `one of ${names}`, (value) =>
      typeof value === "string" && Object.hasOwn(meanings, value) ? meanings[value] : undefined,
    );
  }

  publicKeys(name: string): readonly string[] {
    const keys = this.#read(name, 'a public key such as "ssh-ed25519 AAAA…", or a list of them', (value) => {
      const found = (isList(value) ? value : [value]).map((one) =>
        typeof one === "string" ? PUBLIC_KEY.exec(one.trim())?.[1] : undefined,
      );
      return found.every((key) => key !== undefined) ? found : undefined;
    });
    return keys ?? [];
  }

  throwIfAny(): void {
    if (this.#failures.length > 0) throw new Failures(this.#failures);
  }

  #read<Result>(name: string, expected: string, parse: (value: Value) => Result | undefined): Result | undefined {
    const value = this.#value(name);
    if (value === undefined || value === null) return undefined;
    const result = parse(value);
    if (result === undefined) {
      const got = name.includes("pass") ? typeof value : JSON.stringify(value);
      this.#failures.push(
        new Failure(
          "INVENTORY_INVALID",
          this.#source.whereIs(name),
          `Cannot read ${name} of host "${this.#source.name}": expected ${expected}, got ${got}`,
        ),
      );
    }
    return result;
  }

  #value(name: string): Value | undefined {
    try {
      return this.#source.vars[name];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#failures.push(error);
      return undefined;
    }
  }
}
