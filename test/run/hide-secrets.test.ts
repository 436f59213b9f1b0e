import { expect } from "chai";
import { Failure } from "../../src/model/failure.ts";
import type { Host } from "../../src/model/host.ts";
import { Secret } from "../../src/model/secret.ts";
import { hidingSecrets, scrubOf } from "../../src/run/hide-secrets.ts";
import { rejection } from "../support/rejection.ts";

const inventory = { secrets: () => [new Secret(["app.key"], "correct horse")] };
const become = { method: "sudo", user: "root", password: "battery staple" } as const;
const address = { connection: "ssh", host: "us", port: 22, user: "ann", privateKeyFile: undefined, hostKeys: [], become } as const;
const hosts: readonly Host[] = [{ name: "us", groups: ["all"], vars: {}, address }];

describe("the secrets of a run", () => {
  it("are the inventory's, passwords for sudo, and those of role variables", () => {
    const scrub = scrubOf({ inventory, hosts, secrets: [new Secret(["backups.passphrase"], "hunter2")] });
    expect(scrub("correct horse, battery staple, hunter2")).to.equal("«app.key», «ansible_become_password», «backups.passphrase»");
    expect(scrubOf({})("hunter2")).to.equal("hunter2");
  });

  it("are not in what is thrown, as far as they were known by then", async () => {
    const failing = hidingSecrets(async (known) => {
      known({ inventory });
      known({ hosts });
      return await Promise.reject(new Failure("INTERNAL", "us", "correct horse, battery staple"));
    });
    expect((await rejection(failing)).message).to.equal("«app.key», «ansible_become_password»");
    expect(await hidingSecrets(async () => await Promise.resolve("correct horse"))).to.equal("correct horse");
  });
});
