import { mkdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { Failure } from "../model/failure.ts";

/** The key with which the controller logs in as root. */
export interface ControllerKey {
  readonly privateKeyFile: string;
  /** One line of `authorized_keys`. */
  readonly publicKey: string;
}

/** Reads the fleet's key, or makes it. */
export async function ensureControllerKey(stateFolder: string): Promise<ControllerKey> {
  const privateKeyFile = join(stateFolder, "id_ed25519");
  if (!existsSync(privateKeyFile)) {
    await mkdir(stateFolder, { recursive: true, mode: 0o700 });
    try {
      await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "geosteer sandbox", "-f", privateKeyFile]);
    } catch (cause) {
      throw new Failure("SANDBOX", privateKeyFile, "Cannot make the controller's key: ssh-keygen failed", {
        hint: "Install OpenSSH's client.",
        cause,
      });
    }
  }
  return { privateKeyFile, publicKey: await readFile(`${privateKeyFile}.pub`, "utf8") };
}
