import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import type { Resource } from "../../src/model/resource.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { unit } from "../support/stamped-unit.ts";
import { declared, text } from "../support/text-kind.ts";

describe("reloads as a state of the host", () => {
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  async function apply(...resources: readonly Resource[]): Promise<{ changed: number; left: number; exchanges: number; reloads: string }> {
    const { eu: summary } = await converge([{ host: eu.host, declared: declared(...resources) }], optionsFor([eu]));
    if (summary === undefined) throw new Error("no summary");
    const { changed, left, exchanges } = summary;
    return { changed, left, exchanges, reloads: eu.sh("cat /tmp/reloads 2>/dev/null || true").replaceAll("\n", " ").trim() };
  }

  const a = text({ path: "/tmp/a", text: "1" });
  const b = text({ path: "/tmp/b", text: "1" });

  it("are done once after a change, and never again", async () => {
    expect(await apply(a, b, unit({ name: "u", on: [a, b] }))).to.include({ changed: 3, reloads: "u" });
    expect(await apply(a, b, unit({ name: "u", on: [a, b] }))).to.deep.equal({ changed: 0, left: 0, exchanges: 1, reloads: "u" });
  });

  it("follow a file that was edited by hand and put back", async () => {
    await apply(a, unit({ name: "u", on: [a] }));
    eu.sh("echo edited >/tmp/a");
    expect(await apply(a, unit({ name: "u", on: [a] }))).to.include({ changed: 2, reloads: "u u" });
  });

  it("are not due when everything fitted when it was first seen: that is noted, not counted", async () => {
    eu.sh("printf 1 >/tmp/a");
    expect(await apply(a, unit({ name: "u", on: [a] }))).to.deep.equal({ changed: 0, left: 0, exchanges: 2, reloads: "" });
    expect(await apply(a, unit({ name: "u", on: [a] }))).to.deep.equal({ changed: 0, left: 0, exchanges: 1, reloads: "" });
  });

  it("do not disturb another playbook's watch on the same unit", async () => {
    await apply(a, unit({ name: "u", on: [a] }));
    await apply(b, unit({ name: "u", on: [b] }));
    expect(await apply(a, unit({ name: "u", on: [a] }))).to.include({ changed: 0, reloads: "u u" });
    expect(await apply(b, unit({ name: "u", on: [b] }))).to.include({ changed: 0, reloads: "u u" });
  });

  it("stay due for a unit that this playbook does not know", async () => {
    await apply(a, unit({ name: "u", on: [a] }));
    const other = text({ path: "/tmp/a", text: "2" });
    await apply(other);
    expect(eu.sh("cat /var/lib/infra/stamps/u")).to.equal("# infra stamps 1\n");
    expect(await apply(other, unit({ name: "u", on: [other] }))).to.include({ changed: 1, reloads: "u u" });
  });

  it("are done for what succeeded, though a later change failed, and only for that", async () => {
    const broken = text({ path: "/tmp/c", text: "1", command: "exit 1" });
    const later = text({ path: "/tmp/d", text: "1" });
    const result = await apply(
      a,
      broken,
      later,
      unit({ name: "u", on: [a, later] }),
      unit({ name: "v", on: [later] }),
      unit({ name: "w", on: [broken] }),
    );
    expect(result).to.include({ changed: 2, left: 3, reloads: "u" });
    expect(eu.sh("cat /var/lib/infra/stamps/u").match(/text/g)).to.have.length(1);
    expect(eu.sh("cat /var/lib/infra/manifest.json").match(/text:\/tmp\/./g)).to.deep.equal(["text:/tmp/a"]);
    expect(await apply(a, later, unit({ name: "u", on: [a, later] }))).to.include({ changed: 2, reloads: "u u" });
  });

  it("are done by the next run when the controller died before them", async () => {
    const slow = text({ path: "/tmp/c", text: "1", command: "until [ -e /run/go ]; do sleep 0.02; done" });
    const options = optionsFor([eu]);
    const work = [{ host: eu.host, declared: declared(a, slow, unit({ name: "u", on: [a] })) }];
    await converge(work, {
      ...options,
      report: (event) => {
        if (event.type === "change-start" && event.resource === slow.id) for (const child of eu.open) child.stdout?.destroy();
      },
    });
    eu.sh(": >/run/go");
    const { eu: summary } = await converge(work, optionsFor([eu], { waitLockMs: 5000 }));
    expect(summary).to.include({ changed: 1, failed: 0 });
    expect(eu.sh("cat /tmp/reloads")).to.equal("u\n");
  });
});
