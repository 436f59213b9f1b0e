import { inspect } from "node:util";
import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import { blob, blobPath } from "../../src/model/blob.ts";
import type { Resource } from "../../src/model/resource.ts";
import { Secret } from "../../src/model/secret.ts";
import { sh } from "../../src/shell/sh.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { declared } from "../support/text-kind.ts";

const CANARY = "correct horse battery staple";
const secret = blob(new Secret(["app.key"], CANARY));
const large = blob("x".repeat(2_000_000));
const twin = blob(CANARY);

/** Looks, amid a change, at where its files are. */
const looking: Resource = {
  id: "look:at",
  kind: "look",
  title: "look",
  plan: async () =>
    await Promise.resolve([
      {
        resource: "look:at",
        title: "look",
        blobs: [secret, large, twin],
        timeoutMs: 10_000,
        commands: [
          sh`cat ${blobPath(secret)} >/tmp/received && : >"$blobs"/current && printf old >>"$blobs"/current`,
          sh`find /var/lib -type f -size +1000k | wc -l >/tmp/large`,
          sh`grep -rl ${CANARY} /var/lib >/tmp/on-disk; grep -rlF ${CANARY} /run/infra | wc -l >/tmp/in-memory; stat -c %F -L "$blobs"/current >/tmp/current`,
        ],
      },
    ]),
  digest: async () => await Promise.resolve("0"),
};

describe("secrets on a host", () => {
  let eu: PrivateHost;
  beforeEach(async () => (eu = await new PrivateHost("eu").up()));
  afterEach(() => {
    eu.down();
  });

  it("are never staged on its disk, also beside large files, and where the same bytes are no secret elsewhere", async () => {
    const options = optionsFor([eu]);
    const seen = {
      ...looking,
      plan: async (): ReturnType<Resource["plan"]> =>
        eu.sh("[ ! -e /tmp/received ]; echo $?").trim() === "0" ? await looking.plan(ask) : [],
    };
    await converge([{ host: eu.host, declared: declared(seen) }], options);
    expect(eu.sh("cat /tmp/received")).to.equal(CANARY);
    expect(eu.sh("cat /tmp/on-disk /tmp/large /tmp/in-memory /tmp/current")).to.equal("1\n1\nregular file\n");
    expect(eu.sh("find /run/infra /var/lib/infra -name '*.*' ! -name manifest.json")).to.not.match(/run\.|blobs\.|stage\./);
    expect(inspect(options.events, { depth: 12 })).to.contain("«app.key»");
  });
});

async function ask(): Promise<never> {
  return await Promise.reject(new Error("nothing is asked"));
}
