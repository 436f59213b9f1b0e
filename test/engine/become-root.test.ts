import { expect } from "chai";
import { becomeRoot } from "../../src/engine/become-root.ts";
import { paperHost, type Script, scriptedChannel } from "../support/scripted-channel.ts";
import { rejection } from "../support/rejection.ts";

const prompt = "tag-password";

describe("becomeRoot", () => {
  const accepted: readonly { title: string; password?: string; says: readonly string[]; written: readonly string[] }[] = [
    { title: "sends the password once and waits for READY", password: "s3cret", says: [prompt, "REA", "DY tag\n"], written: ["s3cret\n"] },
    {
      title: "sends it also where sudo does not ask: the loader drops it",
      password: "s3cret",
      says: ["READY tag\n"],
      written: ["s3cret\n"],
    },
    { title: "sends nothing where there is no password", says: ["READY tag\n"], written: [] },
  ];
  for (const { title, password, says, written } of accepted) {
    it(title, async () => {
      const { channel, becoming } = scene(password, { says, exit: 0 });
      await becomeRoot(becoming);
      expect(channel.written).to.deep.equal(written);
      expect(channel.ended).to.equal(false);
    });
  }

  const refused: readonly { title: string; password?: string; script: Script; code: string }[] = [
    { title: "a wrong password", password: "x", script: { says: [prompt, prompt], exit: undefined }, code: "SUDO_PASSWORD" },
    { title: "no password where one is wanted", script: { says: [prompt], exit: undefined }, code: "SUDO_PASSWORD_NEEDED" },
    { title: "no sudo", script: { says: [], exit: 127 }, code: "SUDO_MISSING" },
    { title: "requiretty", script: { says: ["tag-sudo\nsudo: sorry, you must have a tty to run sudo\n"], exit: 1 }, code: "SUDO_TTY" },
    {
      title: "an account without the right",
      script: { says: ["tag-sudo\nann is not in the sudoers file.\n"], exit: 1 },
      code: "SUDO_DENIED",
    },
    { title: "a login shell that never comes to sudo", script: { says: ["No logins.\n"], exit: 1 }, code: "SHELL_UNUSABLE" },
    { title: "a connection that ends", script: { says: [], exit: undefined }, code: "CONNECTION_LOST" },
  ];
  for (const { title, password, script, code } of refused) {
    it(`tells ${title} by its own code`, async () => {
      expect(await rejection(becomeRoot(scene(password, script).becoming))).to.include({ code, where: "eu" });
    });
  }

  it("speaks of the account where the inventory names none", async () => {
    const { becoming } = scene("x", { says: [prompt, prompt], exit: undefined });
    const host = { ...becoming.host, address: { ...becoming.host.address, user: undefined } };
    expect((await rejection(becomeRoot({ ...becoming, host }))).message).to.match(/the password of the account$/);
  });
});

function scene(
  password: string | undefined,
  script: Script,
): { channel: ReturnType<typeof scriptedChannel>; becoming: Parameters<typeof becomeRoot>[0] } {
  const become = { method: "sudo", user: "root", password } as const;
  const channel = scriptedChannel(script);
  return {
    channel,
    becoming: { host: paperHost("eu", become), become, channel, output: channel.output[Symbol.asyncIterator](), tag: "tag" },
  };
}
