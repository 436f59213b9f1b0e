import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { essenceOf } from "../../src/engine/essence.ts";
import { blob } from "../../src/model/blob.ts";
import type { Change } from "../../src/model/change.ts";
import { contentDiff } from "../../src/model/content.ts";
import { Failure } from "../../src/model/failure.ts";
import { Secret } from "../../src/model/secret.ts";
import { changesByHost, loadSavedPlan, savedPlan } from "../../src/run/saved-plan.ts";
import { sh } from "../../src/shell/sh.ts";
import { type Repository, repository } from "./repository.ts";

const secret = new Secret(["backup.passphrase"], "s3cret-words");
const write: Change = {
  resource: "file:/etc/key",
  title: "write /etc/key",
  diff: contentDiff(Buffer.from("old"), secret),
  commands: [sh`true`],
  blobs: [blob(secret)],
  timeoutMs: 1,
};
const reload: Change = { ...write, resource: "service:x", title: "reload x", blobs: [], reaction: true };
const circumstances = { madeAt: "2026-01-01T00:00:00Z", playbook: "all", extraVars: { files: [], names: ["token"] } };

describe("a saved plan", () => {
  let folder: Repository;
  before(() => {
    folder = repository({});
  });
  after(() => {
    folder.remove();
  });

  function saved(text: string): string {
    const path = join(folder.path, "plan.json");
    writeFileSync(path, text);
    return path;
  }

  it("holds what a reader was shown, how to know it again, and no secret", () => {
    const changes = [write, reload];
    const found = { eu: { changes, essences: changes.map(essenceOf) }, us: { changes: [], essences: [] } };
    const text = JSON.stringify(savedPlan(circumstances, found));
    expect(text).to.include("«backup.passphrase»").and.not.to.include("s3cret");
    const plan = loadSavedPlan(saved(text));
    expect(plan).to.deep.include(circumstances);
    const shown = {
      resource: "file:/etc/key",
      title: "write /etc/key",
      diff: { note: "other content → content with «backup.passphrase»" },
    };
    expect(changesByHost(plan)).to.deep.equal(
      new Map([
        [
          "eu",
          [
            { ...shown, essence: essenceOf(write) },
            { ...shown, resource: "service:x", title: "reload x", reaction: true, essence: essenceOf(reload) },
          ],
        ],
        ["us", []],
      ]),
    );
  });

  const refused: readonly { readonly text: string; readonly words: string }[] = [
    { text: "{", words: "it is no JSON" },
    { text: "[]", words: "it is no saved plan: " },
    { text: '{"format": "geosteer plan", "version": 2}', words: "it has version 2, this program knows 1" },
    {
      text: JSON.stringify({ ...savedPlan(circumstances, {}), hosts: { eu: 1 } }),
      words: "it is no saved plan: hosts.eu: expected mapping; got 1",
    },
  ];
  for (const { text, words } of refused) {
    it(`is refused: ${words}`, () => {
      expect(() => loadSavedPlan(saved(text)))
        .to.throw(Failure, words)
        .and.to.include({ code: "USAGE" });
    });
  }

  it("is refused where there is no such file", () => {
    expect(() => loadSavedPlan(join(folder.path, "none.json"))).to.throw(Failure, "there is no such file, or it cannot be read");
  });
});
