import { Failure, type FailureCode } from "../model/failure.ts";
import type { Become, Host } from "../model/host.ts";
import type { Channel } from "../model/transport.ts";
import { promptOf, sudoMark } from "./loader.ts";

/** What is at hand while root is being reached: the channel's output carries sudo's own words too, up to READY. */
export interface Becoming {
  readonly host: Host;
  readonly become: Become;
  readonly channel: Channel;
  readonly output: AsyncIterator<Uint8Array>;
  readonly tag: string;
}

/**
 * Answers sudo and waits for the loader's READY. The password is the only thing sent before READY: with a wrong password sudo reads on for
 * further tries, and a script must never be one of them. A prompt more than there were answers means that it was wrong: closed at once.
 */
export async function becomeRoot({ host, become, channel, output, tag }: Becoming): Promise<void> {
  const answers = become.password === undefined ? 0 : 1;
  if (become.password !== undefined) await channel.write(Buffer.from(`${become.password}\n`));
  let seen = "";
  while (!seen.includes(`READY ${tag}`)) {
    const { value, done } = (await output.next()) as { value: Uint8Array; done: boolean };
    if (done) throw ended(host, tag, seen + channel.errors(), await channel.exit);
    seen += Buffer.from(value).toString();
    if (seen.split(promptOf(tag)).length - 1 > answers) {
      channel.end();
      throw refused(host, become);
    }
  }
}

function refused({ name, address }: Host, { password, user }: Become): Failure {
  if (password !== undefined) {
    return new Failure(
      "SUDO_PASSWORD",
      name,
      `Cannot become ${user} on ${name}: sudo refused the password of ${address.user ?? "the account"}`,
    );
  }
  return new Failure("SUDO_PASSWORD_NEEDED", name, `Cannot become ${user} on ${name}: sudo asks for a password and none was given`, {
    hint: "Use -K, or ansible_become_password",
  });
}

function ended({ name }: Host, tag: string, words: string, status: number | string | undefined): Failure {
  const [code, why] = reason(tag, words, status);
  return new Failure(code, name, `Cannot become root on ${name}: ${why}`, { output: words.replace(`${sudoMark(tag)}\n`, "").trim() });
}

/** sudo exits with 1 whatever is wrong, so that its words (under LC_ALL=C) are all there is to tell requiretty from a missing right. */
function reason(tag: string, words: string, status: number | string | undefined): readonly [FailureCode, string] {
  if (status === undefined) return ["CONNECTION_LOST", "the connection ended"];
  if (status === 127) return ["SUDO_MISSING", "there is no sudo"];
  if (!words.includes(sudoMark(tag))) return ["SHELL_UNUSABLE", `the login shell ended with ${status} before sudo was called`];
  if (/\btty\b/.test(words)) return ["SUDO_TTY", "sudo wants a terminal (requiretty)"];
  return ["SUDO_DENIED", "sudo does not allow it"];
}
